-- What proves the log (docs/evidence.md). Owned by the evidence job alone: one writer, by advisory lock.

-- The epoch of a log's genesis. The epoch itself changes with a restore or a redaction; the chain goes on.
alter table scope add column born bigint;
update scope set born = epoch;
alter table scope alter column born set not null;

-- The records of the evidence log, in their order: canonical text, of which RFC 6962 hashes are taken.
create table evidence_record (
  index bigint primary key,
  record text not null
);

-- Hashes of complete subtrees: leaves `index * 2^level` to `(index + 1) * 2^level`. They never change.
create table evidence_node (
  level integer not null,
  index bigint not null,
  hash bytea not null,
  primary key (level, index)
);

-- How far each scope's log has been recorded, and in which record (`index`) the newest head stands.
create table evidence_head (
  scope text primary key,
  epoch bigint not null,
  seq bigint not null,
  chain bytea not null,
  outcomes bytea not null,
  index bigint not null
);

-- The newest tree, and the notes that were signed over it and those before.
create table evidence_checkpoint (
  size bigint primary key,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null default clock_timestamp()
);
create table evidence_cosignature (
  size bigint not null,
  name text not null,
  line text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (size, name)
);

-- Bodies that were ordered out, by the hash of their entry: also one that a tablet sends again after a restore.
create table evidence_redaction (
  hash bytea primary key,
  scope text not null,
  seq bigint not null,
  decision text not null check (length(decision) between 1 and 200),
  ordered_by text not null,
  at timestamptz not null default clock_timestamp(),
  recorded boolean not null default false
);

create trigger evidence_record_is_append_only
  before update or delete or truncate on evidence_record for each statement execute function refuse_change ();
create trigger evidence_node_is_append_only
  before update or delete or truncate on evidence_node for each statement execute function refuse_change ();
create trigger evidence_checkpoint_is_append_only
  before update or delete or truncate on evidence_checkpoint for each statement execute function refuse_change ();

-- A body and its salt may be taken out, once, and nothing else of a leaf may ever change. Header, hash and chain stay.
alter table leaf add column redacted text;

create function allow_redaction () returns trigger language plpgsql as $$
begin
  if old.redacted is null and length(new.redacted) between 1 and 200
    and octet_length(new.body) = 0 and octet_length(new.salt) = 0
    and (new.scope, new.seq, new.op_id, new.dev, new.inst, new.n, new.fork, new.header, new.hash, new.chain, new.status,
      new.code, new.recv_at)
      is not distinct from
      (old.scope, old.seq, old.op_id, old.dev, old.inst, old.n, old.fork, old.header, old.hash, old.chain, old.status,
      old.code, old.recv_at)
  then
    insert into audit (person, action, object, outcome, detail) values (null, 'redact_body', old.scope || '#' || old.seq,
      'granted', jsonb_build_object('decision', new.redacted, 'role', current_user));
    return new;
  end if;
  raise exception 'leaf is append-only: % is refused', tg_op using errcode = 'restrict_violation';
end
$$;

drop trigger leaf_is_append_only on leaf;
create trigger leaf_is_append_only
  before delete or truncate on leaf for each statement execute function refuse_change ();
create trigger leaf_is_never_updated
  before update on leaf for each statement
  when (current_setting('truc.redaction', true) is distinct from 'on') execute function refuse_change ();
create trigger leaf_allows_redaction_only
  before update on leaf for each row execute function allow_redaction ();
