-- Who watched which recordings (GL-07, GL-52): the stretch, the reason and the paper stand in the grant, in the chained log and in
-- the row that people search. `detail` holds what only facts about playback have.
alter table viewing_grant add column playback jsonb;
alter table viewing_log add column detail jsonb;
alter table viewing_log drop constraint viewing_log_kind_check;
alter table viewing_log add constraint viewing_log_kind_check
  check (kind in (
    'viewing_started', 'viewing_stopped', 'viewing_paused', 'viewing_resumed', 'ptz_started', 'ptz_stopped',
    'playback_started', 'playback_sought', 'playback_ended'
  ));
alter table viewing_span add column playback jsonb;
alter table viewing_span add column shown jsonb;
