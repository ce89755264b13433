-- Of a device that was copied, every copy is to be emptied. A browser that says that it was gets a token of its own, which bears
-- the device's `life` of that moment; whoever comes with a token of an earlier life has not been emptied yet.
alter table device add column token_life integer not null default 0;
update device set token_life = case when wipe_ordered_at is null then life else life - 1 end where life > 0;

create table device_token (
  hash bytea primary key,
  dev uuid not null references device (id),
  life integer not null,
  given_at timestamptz not null default now()
);
