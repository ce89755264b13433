-- The digest of a quarantined body that was ordered out, which its record still names.
alter table evidence_redaction add column stray text;

-- Device keys that stand in the evidence log.
create table evidence_device_key (
  dev uuid not null,
  inst integer not null,
  spki bytea not null,
  primary key (dev, inst, spki)
);

-- Whatever columns a leaf has: body and salt may go, the decision is named, and nothing else may ever change.
create or replace function allow_redaction () returns trigger language plpgsql as $$
begin
  if old.redacted is null and length(new.redacted) between 1 and 200
    and octet_length(new.body) = 0 and octet_length(new.salt) = 0
    and to_jsonb(new) - array['body', 'salt', 'redacted'] = to_jsonb(old) - array['body', 'salt', 'redacted']
  then
    insert into audit (person, action, object, outcome, detail) values (null, 'redact_body', old.scope || '#' || old.seq,
      'granted', jsonb_build_object('decision', new.redacted, 'role', current_user));
    return new;
  end if;
  raise exception 'leaf is append-only: % is refused', tg_op using errcode = 'restrict_violation';
end
$$;
