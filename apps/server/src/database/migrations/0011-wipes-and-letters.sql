-- A tablet that is to be emptied from afar, and what a blocked one still sends.

-- `wipe_ordered_at`: an order that waits for its receipt. `life`: raised by each order, so that keys given out before it never
-- come back.
alter table device
  add column wipe_ordered_at timestamptz,
  add column life integer not null default 0;

create table wipe_order (
  id bigint generated always as identity primary key,
  dev uuid not null references device (id),
  ordered_by text not null references person (id),
  reason text not null,
  ordered_at timestamptz not null default now()
);
create index wipe_order_dev on wipe_order (dev, id);

-- What the tablet said when it had thrown its keys away; `unsent`: sealed operations that it still had to deliver.
create table wipe_receipt (
  wipe_order bigint primary key,
  inst integer not null,
  unsent bigint not null,
  received_at timestamptz not null default now()
);

-- Letters of blocked devices: the same one is kept once, however often it comes.
alter table dead_letter add column hash bytea not null default ''::bytea;
create unique index dead_letter_once on dead_letter (dev, hash);

create trigger wipe_order_is_append_only
  before update or delete or truncate on wipe_order for each statement execute function refuse_change ();
create trigger wipe_receipt_is_append_only
  before update or delete or truncate on wipe_receipt for each statement execute function refuse_change ();
