-- Devices, and the log of operations: the one write path. Times are ms since 1970 of the server's clock.

create function refuse_change () returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;

-- The cookie's token is kept as its SHA-256: a copy of this table lets nobody in.
create table device (
  id uuid primary key,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  blocked_at timestamptz
);

-- One life of a device's storage. Its row lock is the order of the device's pushes. `max_n_declared` and `unsent_declared`
-- are what the device said that it holds: when it comes back with a new `inst`, they tell what was lost.
create table device_installation (
  dev uuid not null references device (id),
  inst integer not null,
  last_n bigint not null default 0,
  last_hash bytea,
  max_n_declared bigint not null default 0,
  unsent_declared bigint not null default 0,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  primary key (dev, inst)
);

-- Who ever signed in on which device: an operation in the name of anybody else goes to quarantine.
create table device_login (
  dev uuid not null references device (id),
  person text not null references person (id),
  first_at timestamptz not null default now(),
  primary key (dev, person)
);

-- The epoch of this copy of the log. A restore from a backup raises it, and every reader starts again.
create table log_epoch (
  single boolean primary key default true check (single),
  epoch bigint not null
);
insert into log_epoch (epoch) values (1);

-- One row is a scope's order, its readers' cursor and its hash chain: whoever appends holds its lock until the commit, so
-- numbers become visible in their order. A sequence cannot promise that.
create table scope (
  id text primary key,
  kind text generated always as (split_part(id, ':', 1)) stored,
  epoch bigint not null,
  head bigint not null default 0,
  chain bytea,
  created_at timestamptz not null default now()
)
with (fillfactor = 50);

-- The exact octets that were hashed. `op_id` is null when the header is unreadable or another leaf bears it already.
create table leaf (
  scope text not null,
  seq bigint not null,
  op_id uuid unique,
  dev uuid not null,
  inst integer not null,
  n bigint not null,
  fork boolean not null,
  header bytea not null,
  body bytea not null,
  salt bytea not null,
  hash bytea not null,
  chain bytea not null,
  status text not null,
  code text,
  recv_at bigint not null,
  primary key (scope, seq)
);
create unique index leaf_device_order on leaf (dev, inst, n) where not fork;

-- What the device was told, so that a resend is told the same, to the letter.
create table outcome (
  dev uuid not null,
  inst integer not null,
  n bigint not null,
  hash bytea not null,
  fork boolean not null,
  op_id uuid,
  status text not null,
  code text,
  scope text not null,
  seq bigint not null,
  primary key (dev, inst, n, hash)
);

-- Octets that came from an enrolled device and could not be read even as an envelope.
create table dead_letter (
  id bigint generated always as identity primary key,
  dev uuid not null references device (id),
  reason text not null,
  octets bytea not null,
  received_at timestamptz not null default now()
);

create trigger leaf_is_append_only
  before update or delete or truncate on leaf for each statement execute function refuse_change ();
create trigger outcome_is_append_only
  before update or delete or truncate on outcome for each statement execute function refuse_change ();
create trigger dead_letter_is_append_only
  before update or delete or truncate on dead_letter for each statement execute function refuse_change ();
