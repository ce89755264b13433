-- Who turned which camera: each use is two facts of its viewing, in the same chain. `act` says what was begun, `preset` where
-- the camera was sent.
alter table viewing_log add column act text;
alter table viewing_log add column preset text;
alter table viewing_log drop constraint viewing_log_kind_check;
alter table viewing_log add constraint viewing_log_kind_check
  check (kind in (
    'viewing_started', 'viewing_stopped', 'viewing_paused', 'viewing_resumed', 'ptz_started', 'ptz_stopped'
  ));
