-- GL-18, KH-13: cases about people who use this system. Each has a log of its own (scope `misuse:<id>`); whom it names cannot read it.
-- Who is named is fixed when the case begins: nobody is ever taken out of a case, and nobody who could read it is put into it.
create table misuse_case (
  id uuid primary key,
  facility text not null references facility (id),
  named text[] not null check (cardinality(named) > 0),
  reported_by text not null references person (id),
  at timestamptz not null default now()
);
create trigger misuse_case_is_append_only
  before update or delete or truncate on misuse_case for each statement execute function refuse_change ();
