import type {
  CaseFault,
  CaseOutcomeCode,
  CaseRefusal,
  EscalationTarget,
  MeasureKind,
  NoticeChannel,
  SubjectType,
  ViolationKind,
} from '@truc/domain/incident';
import { m } from '#messages';
import { refusalText } from './incident-words.ts';

type Words<Code extends string> = Readonly<Record<Code, () => string>>;

const kinds: Words<ViolationKind> = {
  no_mask: m.violation_kind_no_mask,
  out_of_room: m.violation_kind_out_of_room,
  gathering: m.violation_kind_gathering,
  passing_goods: m.violation_kind_passing_goods,
  staff_ppe: m.violation_kind_staff_ppe,
  stranger_at_fence: m.violation_kind_stranger_at_fence,
  leaving_site: m.violation_kind_leaving_site,
  misuse: m.violation_kind_misuse,
  other: m.violation_kind_other,
};

/** A kind that only a later version names is shown as it came. */
export function kindText(kind: string): string {
  return isKnown(kind) ? kinds[kind]() : kind;
}

function isKnown(kind: string): kind is ViolationKind {
  return Object.hasOwn(kinds, kind);
}

export const subjectText: Words<SubjectType> = {
  quarantined: m.violation_subject_quarantined,
  reception: m.violation_subject_reception,
  room_service: m.violation_subject_room_service,
  medical_staff: m.violation_subject_medical_staff,
  guard: m.violation_subject_guard,
  unit: m.violation_subject_unit,
  other: m.violation_subject_other,
};

export const channelText: Words<NoticeChannel> = {
  in_person: m.violation_channel_in_person,
  phone: m.violation_channel_phone,
  radio: m.violation_channel_radio,
  app: m.violation_channel_app,
};

export const measureText: Words<MeasureKind> = {
  remind: m.violation_measure_remind,
  minutes: m.violation_measure_minutes,
  isolate: m.violation_measure_isolate,
  other: m.violation_measure_other,
};

export const outcomeCodeText: Words<CaseOutcomeCode> = {
  discipline: m.violation_outcome_discipline,
  transfer: m.violation_outcome_transfer,
  compensation: m.violation_outcome_compensation,
};

export const targetText: Words<EscalationTarget> = {
  pmc: m.violation_target_pmc,
  doh: m.violation_target_doh,
};

/** Why a step did not apply, with the clause that it rests on. */
export const faultText: Words<CaseFault> = {
  not_a_violation: m.violation_fault_not_a_violation,
  already_reported: m.violation_fault_already_reported,
  needs_notice: m.violation_fault_needs_notice,
  needs_acknowledgement: m.violation_fault_needs_acknowledgement,
  needs_measure: m.violation_fault_needs_measure,
  already_ended: m.violation_fault_already_ended,
  past_dismissal: m.violation_fault_past_dismissal,
  no_proposal: m.violation_fault_no_proposal,
  same_person: m.violation_fault_same_person,
  closer_is_recorder: m.violation_fault_closer_is_recorder,
  not_handed_up: m.violation_fault_not_handed_up,
  not_ended: m.violation_fault_not_ended,
  needs_own_step: m.violation_fault_needs_own_step,
  not_the_system: m.violation_fault_not_the_system,
  acknowledged_meanwhile: m.violation_fault_acknowledged_meanwhile,
  named_in_case: m.misuse_fault_named,
};

export const caseRefusalText: Words<CaseRefusal> = {
  ...refusalText,
  ...faultText,
  camera_or_place_missing: m.violation_refusal_camera_or_place_missing,
  range_wrong: m.violation_refusal_range_wrong,
  detected_in_future: m.violation_refusal_detected_in_future,
  notified_who_missing: m.violation_refusal_notified_who_missing,
  notified_before_detected: m.violation_refusal_notified_before_detected,
  measure_text_missing: m.violation_refusal_measure_text_missing,
  document_missing: m.violation_refusal_document_missing,
  misuse_apart: m.misuse_refusal_apart,
};
