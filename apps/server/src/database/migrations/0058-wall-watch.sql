-- GL-20: who said that he watches for a post (or for himself alone) and a purpose, and that he has stopped.
create table watch_event (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('began', 'ended')),
  person text not null references person (id),
  post text references post (id),
  purpose text not null,
  at timestamptz not null
);
create index watch_event_at on watch_event (at desc);
create trigger watch_event_is_append_only
  before update or delete or truncate on watch_event for each statement execute function refuse_change ();

-- Who knows of which alarm at a camera, and for which post: all walls of that post let it go. Without a post it is his own alone.
create table alarm_acknowledgement (
  id bigint generated always as identity primary key,
  alarm text not null,
  post text references post (id),
  by_person text not null references person (id),
  at timestamptz not null
);
create unique index alarm_acknowledgement_once on alarm_acknowledgement (alarm, coalesce(post, ''), (
  case when post is null then by_person else '' end));
create index alarm_acknowledgement_at on alarm_acknowledgement (at desc);
create trigger alarm_acknowledgement_is_append_only
  before update or delete or truncate on alarm_acknowledgement for each statement execute function refuse_change ();
