-- What the leaves of an incident fold to, written in the transaction that appends them. Not a fact: it may be deleted at any
-- time and is folded anew from the leaves, as it is when the rules (`model`) have changed. Logbooks have no row here.
-- `state` is JSON as text: people may type what jsonb refuses (a NUL, half a surrogate pair), and no command may hang on that.
create table folded_state (
  scope text primary key,
  model integer not null,
  seq bigint not null,
  state text not null
);
