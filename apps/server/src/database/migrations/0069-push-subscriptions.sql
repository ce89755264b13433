-- GL-21: browsers that are called although no page of ours is open. What a browser gives to be called by; no content ever goes there.
create table push_subscription (
  endpoint text primary key,
  person text not null references person (id),
  session text not null,
  p256dh text not null,
  auth text not null,
  created_at timestamptz not null default now()
);
create index push_subscription_person on push_subscription (person);
