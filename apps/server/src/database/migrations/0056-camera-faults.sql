-- GL-24, GL-51: faults from where the system proposes them by itself to where a person says what they are. Each row is one event;
-- what a fault is now is its last one (packages/domain/src/fault/fault.ts).
create table camera_fault_event (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('proposed', 'confirmed', 'dismissed', 'recovered')),
  fault uuid not null,
  asset text not null check (asset in ('camera', 'line', 'central')),
  asset_id text not null,
  facility text references facility (id),
  cause text not null,
  symptom text not null,
  since timestamptz not null,
  cameras jsonb not null,
  by_person text references person (id),
  reason text not null default '',
  at timestamptz not null
);
create index camera_fault_event_fault on camera_fault_event (fault, id);
-- A fault is proposed once, decided once, and over once.
create unique index camera_fault_event_once on camera_fault_event (
  fault, (case when kind in ('confirmed', 'dismissed') then 'decided' else kind end));
create trigger camera_fault_event_is_append_only
  before update or delete or truncate on camera_fault_event for each statement execute function refuse_change ();
