-- Displays with an account of their own (GL-05): who answers for which screen, from when to when, and what it may show. Each row
-- is one event; what a kiosk is now is the fold of its own (packages/domain/src/kiosk/kiosk.ts). `token_hash`: of the secret in its
-- cookie, with `paired` alone.
create table kiosk_event (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('paired', 'renamed', 'revoked')),
  kiosk uuid not null,
  by_person text not null references person (id),
  name text,
  place text,
  post text references post (id),
  purpose text,
  cameras jsonb,
  until timestamptz,
  token_hash bytea unique,
  reason text not null default '',
  at timestamptz not null
);
create index kiosk_event_kiosk on kiosk_event (kiosk, id);
create index kiosk_event_by on kiosk_event (by_person) where kind = 'paired';
-- Paired once and revoked once.
create unique index kiosk_event_once on kiosk_event (kiosk, kind) where kind in ('paired', 'revoked');
create trigger kiosk_event_is_append_only
  before update or delete or truncate on kiosk_event for each statement execute function refuse_change ();

-- Where a kiosk looks, `person` is who answers for it; the look itself stands under the kiosk's own account.
alter table viewing_grant add column kiosk uuid;

-- What somebody at a desk had a wall show: all of it each time, so that the last row is what it shows now. `id` is the command's
-- own: sent again it changes nothing. `version` numbers the commands that a wall has followed.
create table wall_command (
  id uuid primary key,
  wall uuid not null,
  version integer not null,
  let_go boolean not null,
  state jsonb not null,
  by_person text not null references person (id),
  rank smallint not null,
  at timestamptz not null,
  unique (wall, version)
);
create trigger wall_command_is_append_only
  before update or delete or truncate on wall_command for each statement execute function refuse_change ();
