import { m } from '#messages';
import type { Step, Waiting } from './next-step.ts';

export const stepText: Readonly<Record<Step, () => string>> = {
  substitute: m.flt_measure,
  recover: m.flt_recover,
  join: m.flt_join,
  assign: m.flt_assign,
  start: m.flt_start_step,
  accept_picture: m.flt_accept_picture,
  accept_recording: m.flt_accept_recording,
  park: m.flt_park,
  close: m.flt_close,
  close_with_parent: m.flt_close_with_parent,
};

export const waitingText: Readonly<Record<NonNullable<Waiting>, () => string>> = {
  substitute: m.flt_wait_substitute,
  assign: m.flt_wait_assign,
  start: m.flt_wait_start,
  picture: m.flt_wait_picture,
  recording: m.flt_wait_recording,
  close: m.flt_wait_close,
  parent: m.flt_wait_parent,
};
