-- Who and where: the registers that rights are decided from. Words of closed lists are checked by the domain's schemas.

create table district (
  id text primary key,
  name text not null
);

create table facility (
  id text primary key,
  name text not null,
  district text not null references district (id),
  authority text not null,
  state text not null
);

create table post (
  id text primary key,
  facility text references facility (id),
  name text not null,
  kind text not null
);

-- GL-20: the paper that appoints the watch of a post. Its number and words, never a scan (GL-06).
create table assignment_doc (
  id bigint generated always as identity primary key,
  post text not null references post (id),
  number text not null,
  signed_on date not null,
  signatory text not null,
  content text not null default '',
  created_at timestamptz not null default now()
);

-- GL-05: one account is one named person. Passwords stand in auth_account, as argon2id hashes.
create table person (
  id text primary key,
  name text not null,
  position text not null,
  agency text not null,
  created_at timestamptz not null default now()
);

-- A right has a beginning and an end; it is ended, never deleted.
create table role_assignment (
  id bigint generated always as identity primary key,
  person text not null references person (id),
  role text not null,
  facility text references facility (id),
  district text references district (id),
  post text references post (id),
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  check (valid_to is null or valid_to >= valid_from)
);
create index role_assignment_person on role_assignment (person);

-- What the province decided on paper: without a document number a setting is not in force (QT-06).
create table province_setting (
  name text primary key,
  document text not null,
  value text not null default '',
  set_at timestamptz not null default now()
);

-- Days kept are the facility's own setting; no source says a number.
create table recorder (
  id text primary key,
  facility text not null references facility (id),
  name text not null,
  retention_days integer
);

-- KH-08: no address, no path, no account. Those stand in the SFU's sealed store alone.
create table camera (
  id text primary key,
  facility text not null references facility (id),
  recorder text references recorder (id),
  name text not null,
  zone text not null,
  lifecycle text not null,
  national text not null,
  ioc text not null
);
create index camera_facility on camera (facility);
