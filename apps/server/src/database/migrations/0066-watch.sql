-- GL-20: from when to when a document appoints whom. Days are the province's own, both included.
alter table assignment_doc add column valid_from date;
alter table assignment_doc add column valid_to date;
alter table assignment_doc add column people jsonb not null default '[]';
alter table assignment_doc add column recorded_by text references person (id);
update assignment_doc set valid_from = signed_on;
alter table assignment_doc alter column valid_from set not null;
create unique index assignment_doc_number on assignment_doc (post, number);
create trigger assignment_doc_is_append_only
  before update or delete or truncate on assignment_doc for each statement execute function refuse_change ();

-- The times at which a post's shifts begin, in force from a day on until a later row of the post.
create table shift_pattern (
  id bigint generated always as identity primary key,
  post text not null references post (id),
  valid_from date not null,
  starts jsonb not null,
  recorded_by text references person (id),
  recorded_at timestamptz not null default now()
);
create index shift_pattern_post on shift_pattern (post, valid_from, id);
create trigger shift_pattern_is_append_only
  before update or delete or truncate on shift_pattern for each statement execute function refuse_change ();

-- Which leaves of a post's log are facts of its watch. Written with them, so that neither ingest nor a calendar reads whole books.
create table shift_leaf (
  scope text not null,
  seq bigint not null,
  primary key (scope, seq)
);
create trigger shift_leaf_is_append_only
  before update or delete or truncate on shift_leaf for each statement execute function refuse_change ();
