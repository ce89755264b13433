-- KH-32: cameras that are watched only while a second person authorises it.
alter table camera add column sensitive boolean not null default false;

-- Who asked whom to watch which camera, for what, and what became of it. Each row is one event and stands by itself; `hash`
-- chains it to the one before (apps/server/src/media/request-chain.ts), `link` numbers them without a gap.
create table viewing_request_event (
  link bigint primary key,
  hash text not null,
  kind text not null check (kind in ('asked', 'authorised', 'refused', 'ended')),
  request uuid not null,
  person text not null references person (id),
  camera text not null references camera (id),
  purpose text not null,
  by_person text not null references person (id),
  reason text not null,
  minutes integer not null,
  at timestamptz not null,
  until timestamptz,
  place text check (place in ('own_screen', 'on_the_spot'))
);
create index viewing_request_event_request on viewing_request_event (request, link);
create index viewing_request_event_person on viewing_request_event (person, at desc);
create index viewing_request_event_at on viewing_request_event (at desc);
create trigger viewing_request_event_is_append_only
  before update or delete or truncate on viewing_request_event for each statement execute function refuse_change ();

-- Under which authorisation a grant was signed, and what was watched under it: the SFU hashes it into its own chain.
alter table viewing_grant add column request uuid;
alter table viewing_log add column request uuid;
