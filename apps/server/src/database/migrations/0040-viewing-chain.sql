-- GL-52: who watched what, gapless. `link` numbers the facts of one SFU through all of its runs; `hash` chains each to the one
-- before (packages/media/src/signalling/fact-chain.ts). Paused and resumed: while a tile is hidden nobody sees it.
alter table viewing_log add column sfu text;
alter table viewing_log add column link bigint;
alter table viewing_log add column hash text;
alter table viewing_log drop constraint viewing_log_kind_check;
alter table viewing_log add constraint viewing_log_kind_check
  check (kind in ('viewing_started', 'viewing_stopped', 'viewing_paused', 'viewing_resumed'));
create index viewing_log_chain on viewing_log (sfu, link);

-- Where the chain did not hold when a fact came: it is kept all the same, and this says that something was lost or changed.
create table viewing_break (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  sfu text not null,
  kind text not null check (kind in ('gap', 'hash', 'fork', 'unlinked')),
  boot text not null,
  number bigint not null,
  link bigint,
  expected_link bigint
);
create trigger viewing_break_is_append_only
  before update or delete or truncate on viewing_break for each statement execute function refuse_change ();

-- One row a look, made from the facts of `viewing_log` as they come and to be made again from them: what people search in.
create table viewing_span (
  viewing uuid primary key,
  viewing_grant uuid,
  person text not null,
  camera text not null,
  purpose text not null,
  display text not null,
  started timestamptz not null,
  stopped timestamptz,
  cause text,
  -- Set while the tile is hidden; what was hidden before is summed up beside it.
  paused timestamptz,
  hidden_ms bigint not null default 0
);
insert into viewing_span (viewing, viewing_grant, person, camera, purpose, display, started, stopped, cause)
select s.viewing, s.viewing_grant, s.person, s.camera, s.purpose, s.display, s.at, e.at, e.cause
from viewing_log s
left join viewing_log e on e.viewing = s.viewing and e.kind = 'viewing_stopped'
where s.kind = 'viewing_started' and s.person is not null and s.camera is not null
on conflict do nothing;
create index viewing_span_started on viewing_span (started desc, viewing desc);
create index viewing_span_person on viewing_span (person, started desc, viewing desc);
create index viewing_span_camera on viewing_span (camera, started desc, viewing desc);
-- Who watched at a given moment: also those who had begun days before.
create index viewing_span_times on viewing_span using gist (tstzrange(started, stopped, '[]'));
