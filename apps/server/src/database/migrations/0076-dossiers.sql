-- Papers that grow by acts alone: inspections (GL-30), works of maintenance and checks of devices (KH-17, KH-20), lists of focal
-- persons (GL-28, GL-31). Each row is one act and stands by itself; `fact` is JSON as it was hashed, `hash` chains it to the one
-- before (apps/server/src/dossiers/dossier-chain.ts), `link` numbers them without a gap.
create table dossier_act (
  link bigint primary key,
  hash text not null,
  id uuid not null unique,
  kind text not null check (kind in ('inspection', 'work', 'device_check', 'focal_list')),
  dossier text not null,
  -- Null: of no facility.
  facility text references facility (id),
  -- Whether it is the first of its dossier.
  opens boolean not null,
  fact text not null,
  by_person text not null references person (id),
  at timestamptz not null
);
create index dossier_act_dossier on dossier_act (kind, dossier, link);
create index dossier_act_facility on dossier_act (kind, facility, at desc) where opens;
create trigger dossier_act_is_append_only
  before update or delete or truncate on dossier_act for each statement execute function refuse_change ();
