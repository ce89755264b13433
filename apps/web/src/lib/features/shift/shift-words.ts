import type { ChecklistPoint, ShiftRefusal, ShiftState } from '@truc/domain/shift';
import { m } from '#messages';
import { writeFailureText } from '#lib/i18n/code-text.ts';
import type { ShiftFailure } from './shift-controller.svelte.ts';

export const refusalText: Readonly<Record<ShiftRefusal, () => string>> = {
  no_assignment: m.shift_refusal_no_assignment,
  not_assigned: m.shift_refusal_not_assigned,
  too_early: m.shift_refusal_too_early,
  already_on_duty: m.shift_refusal_already_on_duty,
  somebody_on_duty: m.shift_refusal_somebody_on_duty,
  handover_waits: m.shift_refusal_handover_waits,
  not_on_duty: m.shift_refusal_not_on_duty,
  not_prepared: m.shift_refusal_not_prepared,
  checklist_incomplete: m.shift_refusal_checklist_incomplete,
  not_waiting: m.shift_refusal_not_waiting,
  outgoing_is_incoming: m.shift_refusal_outgoing_is_incoming,
  carried_not_opened: m.shift_refusal_carried_not_opened,
  round_missing: m.shift_refusal_round_missing,
  text_too_long: m.shift_refusal_text_too_long,
  reason_missing: m.shift_refusal_reason_missing,
  gap_empty: m.shift_refusal_gap_empty,
  no_conflict: m.shift_refusal_no_conflict,
  not_open: m.shift_refusal_not_open,
};

export function shiftFailureText(failure: ShiftFailure): string {
  return failure in refusalText
    ? refusalText[failure as ShiftRefusal]()
    : writeFailureText[failure as keyof typeof writeFailureText]();
}

export const pointText: Readonly<Record<ChecklistPoint, () => string>> = {
  post_and_people: m.shift_point_post_and_people,
  cameras: m.shift_point_cameras,
  faults: m.shift_point_faults,
  violations: m.shift_point_violations,
  interventions: m.shift_point_interventions,
  exports: m.shift_point_exports,
  instructions: m.shift_point_instructions,
  expected_events: m.shift_point_expected_events,
  recorder: m.shift_point_recorder,
  equipment: m.shift_point_equipment,
  gaps: m.shift_point_gaps,
  remarks: m.shift_point_remarks,
};

export const shiftStateText: Readonly<Record<ShiftState, () => string>> = {
  on_duty: m.calendar_shift_state_on_duty,
  preparing: m.calendar_shift_state_preparing,
  awaiting_acceptance: m.calendar_shift_state_awaiting_acceptance,
  accepted_twice: m.calendar_shift_state_accepted_twice,
  accepted: m.calendar_shift_state_accepted,
  accepted_with_reservation: m.calendar_shift_state_accepted_with_reservation,
  locked: m.calendar_shift_state_locked,
  set_aside: m.calendar_shift_state_set_aside,
  ended_by_exception: m.calendar_shift_state_ended_by_exception,
};

export const carriedText = {
  violation: m.shift_carried_violation,
  fault: m.shift_carried_fault,
  intervention: m.shift_carried_intervention,
  note: m.shift_carried_note,
} as const;
