-- Who asked for what and was told what (GL-03, GL-52). `outcome`: granted or denied; `code`: why not.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  person text,
  action text not null,
  object text,
  outcome text not null check (outcome in ('granted', 'denied')),
  code text,
  address text,
  detail jsonb not null default '{}'
);
create index audit_person_at on audit (person, at);

-- One permission to look: one person, one camera, one purpose (GL-07), through one of the two systems (GL-01).
create table viewing_grant (
  id uuid primary key,
  person text not null references person (id),
  camera text not null references camera (id),
  purpose text not null,
  system text not null check (system in ('CENTRAL', 'FACILITY')),
  display text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null
);
create index viewing_grant_person on viewing_grant (person, issued_at);

-- What was really watched, as the SFU reports it: a start and a stop of each viewing. (boot, number) makes a resend harmless.
create table viewing_log (
  boot text not null,
  number bigint not null,
  kind text not null check (kind in ('viewing_started', 'viewing_stopped')),
  viewing uuid not null,
  viewing_grant uuid,
  person text,
  camera text,
  purpose text,
  display text,
  cause text,
  at timestamptz not null,
  stored_at timestamptz not null default now(),
  primary key (boot, number)
);
create index viewing_log_viewing on viewing_log (viewing);

-- N-08: recent failed sign-ins of an account, known or not, in ms since 1970. Survives a restart of the server.
create table sign_in_guard (
  username text primary key,
  failures double precision[] not null default '{}',
  locked_until bigint not null default 0
);

create trigger audit_is_append_only
  before update or delete or truncate on audit for each statement execute function refuse_change ();
create trigger viewing_grant_is_append_only
  before update or delete or truncate on viewing_grant for each statement execute function refuse_change ();
create trigger viewing_log_is_append_only
  before update or delete or truncate on viewing_log for each statement execute function refuse_change ();
