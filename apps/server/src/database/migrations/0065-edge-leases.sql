-- What a person may watch at the node of a facility while the line to the server is cut: one person, device, display and node, the
-- cameras and purposes by name (GL-07), until when. What was watched under it comes with the facts (`lease`).
create table edge_lease (
  id uuid primary key,
  person text not null references person (id),
  device text not null,
  node text not null,
  display text not null,
  cameras text[] not null,
  purposes text[] not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null
);
create index edge_lease_person on edge_lease (person, issued_at);
create trigger edge_lease_is_append_only
  before update or delete or truncate on edge_lease for each statement execute function refuse_change ();
alter table viewing_log add column lease uuid;
alter table viewing_span add column lease uuid;
