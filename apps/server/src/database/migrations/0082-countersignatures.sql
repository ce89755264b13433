-- Whether somebody has countersigned an entry before is asked for each countersignature that comes: by the octets of its body.
create index leaf_countersign on leaf (scope, sha256(body))
  where position('"kind":"logbook.countersign"'::bytea in header) > 0;
