-- One row an operation: a leaf also says what its device was told, so that a resend is told the same, to the letter. A row of
-- its own for each outcome cost the ingest a third of the database's work and said nothing that does not stand here.

-- The id that a header names while another leaf bears it: the outcome names it, the leaf may not.
alter table leaf add column copy_of uuid;

alter table leaf disable trigger user;
update leaf set copy_of = outcome.op_id from outcome
where leaf.op_id is null and outcome.op_id is not null
  and outcome.dev = leaf.dev and outcome.inst = leaf.inst and outcome.n = leaf.n and outcome.hash = leaf.hash;
alter table leaf enable trigger user;

drop table outcome;

-- Forks stand beside the chain: several may hold one place, each once.
create unique index leaf_fork_order on leaf (dev, inst, n, hash) where fork;

-- Nobody reads it, and a generated column is worked out anew each time a head moves.
alter table scope drop column kind;
