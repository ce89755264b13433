-- Which of several SFU nodes serves a camera. `epoch` is drawn anew with every change and never repeats: who acts on an older one
-- has lost the camera. One row a camera, and no history: who watched what stands in `viewing_log`.
create sequence camera_holder_epoch;
create table camera_holder (
  camera text primary key,
  node text not null,
  epoch bigint not null,
  since timestamptz not null default now()
);
