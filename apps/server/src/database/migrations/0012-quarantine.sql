-- Adoptions among the leaves of books: few among millions, and asked for whenever somebody looks at what waits. Headers are
-- canonical JSON, so the text stands in an adoption's header and in no other: inside a value its quotes would be escaped.
create index leaf_adoption on leaf (scope) where position('"kind":"quarantine.adopted"'::bytea in header) > 0;

-- What a device declared and never sent is asked for by what it last said.
create index device_installation_behind on device_installation (behind_since) where behind_since is not null;
