-- Adoptions and refusals among the leaves of logs, looked for together whenever somebody looks at what waits.
drop index leaf_adoption;
create index leaf_word_on_waiting on leaf (scope)
  where position('"kind":"quarantine.adopted"'::bytea in header) > 0
    or position('"kind":"quarantine.refused"'::bytea in header) > 0;
