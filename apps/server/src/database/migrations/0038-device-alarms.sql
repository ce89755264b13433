-- What devices noticed by themselves: a storage that was emptied, a history that was rewritten. Kept once each (`hash` is over
-- what was reported), and closed by whoever examined it, with a reason. Neither row is ever changed.

create table device_alarm (
  id bigint generated always as identity primary key,
  dev uuid not null references device (id),
  kind text not null check (kind in ('storage_emptied', 'history_rewritten')),
  report jsonb not null,
  hash bytea not null,
  received_at timestamptz not null default now(),
  unique (dev, hash)
);

create table device_alarm_examined (
  device_alarm bigint primary key,
  examined_by text not null references person (id),
  reason text not null,
  examined_at timestamptz not null default now()
);

create trigger device_alarm_is_append_only
  before update or delete or truncate on device_alarm for each statement execute function refuse_change ();
create trigger device_alarm_examined_is_append_only
  before update or delete or truncate on device_alarm_examined for each statement execute function refuse_change ();
