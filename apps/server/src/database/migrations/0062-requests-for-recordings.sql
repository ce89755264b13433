-- KH-32: a second person's word for a stretch of a sensitive camera's recordings. Without one, the request is for a live look.
alter table viewing_request_event add column stretch_from timestamptz;
alter table viewing_request_event add column stretch_until timestamptz;
alter table viewing_request_event add constraint viewing_request_event_stretch
  check ((stretch_from is null) = (stretch_until is null));
