-- GL-20, GL-23, GL-25: for what people were called besides violations, and what became of each call. What is the matter itself stands in the
-- logs and papers; here stands that somebody was called for it, so that nobody is called twice. Words of closed lists are checked by the domain.
create table duty_call (
  key text primary key,
  kind text not null,
  scope text not null,
  facility text,
  about text not null,
  since timestamptz not null,
  except_people text[] not null,
  raised_at timestamptz not null
);
create index duty_call_raised_at on duty_call (raised_at desc);
create trigger duty_call_is_append_only
  before update or delete or truncate on duty_call for each statement execute function refuse_change ();

-- Each once for a call: that it went up, that somebody acknowledged it (null: nobody but the time alone).
create table duty_call_event (
  key text not null,
  what text not null,
  by_person text references person (id),
  at timestamptz not null,
  primary key (key, what)
);
create trigger duty_call_event_is_append_only
  before update or delete or truncate on duty_call_event for each statement execute function refuse_change ();
