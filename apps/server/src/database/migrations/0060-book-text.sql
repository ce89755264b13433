-- Words of the logbooks as they are searched: folded (no case, no diacritics), one space before each. Derived from the log alone, by
-- a job behind it: the ingest pays nothing for it, and it can be emptied and made anew. `at` is when something was written, in ms.
create table book_text (
  scope text not null,
  seq bigint not null,
  op_id text not null,
  -- The entry that it speaks of, where it is a correction, a strike, an addendum or a countersignature.
  target text,
  at bigint not null,
  folded text not null,
  primary key (scope, seq)
);
create index book_text_newest on book_text (at desc, scope desc, seq desc);
create index book_text_newest_of_book on book_text (scope, at desc, seq desc);
create index book_text_entry on book_text (op_id);
create index book_text_target on book_text (target) where target is not null;
-- Syllables, which Vietnamese is written in, are PostgreSQL's own words: no extension is needed.
create index book_text_words on book_text using gin (to_tsvector('simple', folded));

-- How far each book was read into it.
create table book_text_cursor (
  scope text primary key,
  seq bigint not null
);
