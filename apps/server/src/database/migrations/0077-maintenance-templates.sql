-- KH-21: how a model is looked after, as its maker says. The newest row of a model holds.
create table maintenance_template (
  row bigint generated always as identity primary key,
  id text not null,
  model text not null,
  kind text not null check (kind in ('camera', 'recorder')),
  every_days integer not null check (every_days between 1 and 730),
  steps jsonb not null,
  source text not null
);
create trigger maintenance_template_is_append_only
  before update or delete or truncate on maintenance_template for each statement execute function refuse_change ();

-- Of which model a camera or recorder is. The newest row of a device holds.
create table device_model (
  row bigint generated always as identity primary key,
  kind text not null check (kind in ('camera', 'recorder')),
  device text not null,
  model text not null
);
create index device_model_device on device_model (kind, device, row desc);
create trigger device_model_is_append_only
  before update or delete or truncate on device_model for each statement execute function refuse_change ();
