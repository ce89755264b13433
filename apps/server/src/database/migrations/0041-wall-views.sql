-- Layouts of walls and groups of cameras: one person's own, or shared by a post. `version` goes up with each change, so that of
-- two who change one at once the second is told. Only ids of cameras stand here.
create table wall_view (
  id uuid primary key,
  owner text not null references person (id),
  post text references post (id),
  name text not null,
  tiles integer,
  shape text not null default 'even' check (shape in ('even', 'focus')),
  cameras jsonb not null,
  version integer not null,
  changed_by text not null references person (id),
  changed_at timestamptz not null default now()
);
create index wall_view_owner on wall_view (owner);
create index wall_view_post on wall_view (post);
