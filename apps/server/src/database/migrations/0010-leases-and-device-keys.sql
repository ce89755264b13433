-- Work without a network: who was allowed what until when, which key a device signs with, and what it signed.

-- `key_*`: the public half of what the installation signs its segments with; null where the browser can make none. 
-- `needs_lease`: enrolled by a browser that can keep keys; one that cannot, or of the first version, holds no lease.
-- `behind_since`: since when it declares more than ever arrived.
alter table device_installation
  add column key_alg text,
  add column key_spki bytea,
  add column needs_lease boolean not null default false,
  add column behind_since timestamptz,
  add check ((key_alg is null) = (key_spki is null));

-- `roles`: what the person held when it was issued, so that what was allowed then can be told from what never was.
create table lease (
  id uuid primary key,
  person text not null references person (id),
  dev uuid not null references device (id),
  scopes text[] not null,
  roles jsonb not null,
  issued_at bigint not null,
  not_after bigint not null
);
create index lease_person on lease (person, issued_at);

-- Every scope whose key a person ever got on a device: what he may not read any more of it is to be purged there.
create table leased_scope (
  person text not null,
  dev uuid not null,
  scope text not null,
  primary key (person, dev, scope)
);

-- What a device's key signed, kept as evidence: the chain up to place `to_n`, whose operation has `hash`.
create table segment (
  dev uuid not null,
  inst integer not null,
  from_n bigint not null,
  to_n bigint not null,
  hash bytea not null,
  sig bytea not null,
  received_at timestamptz not null default now(),
  primary key (dev, inst, from_n, to_n, hash)
);

create trigger lease_is_append_only
  before update or delete or truncate on lease for each statement execute function refuse_change ();
create trigger segment_is_append_only
  before update or delete or truncate on segment for each statement execute function refuse_change ();
