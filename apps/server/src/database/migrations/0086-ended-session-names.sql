-- Names of sessions whose end was asked for: a sign-in that arrives after the word to end it opens nothing. The name is known here by its
-- SHA-256 alone; a day later no sign-in is on its way any more.
create table ended_session_name (
  hash text primary key,
  ended_at timestamptz not null default now()
);
create index ended_session_name_ended_at on ended_session_name (ended_at);
-- Which name a session was begun under. The session itself is a row of the log-in library.
create table session_name (
  session text primary key,
  hash text not null,
  named_at timestamptz not null default now()
);
create index session_name_hash on session_name (hash);
