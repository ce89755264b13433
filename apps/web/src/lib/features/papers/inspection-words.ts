import type { Paper } from '@truc/domain/dossier';
import type {
  CheckResult,
  FindingKind,
  FindingStatus,
  InspectionRefusal,
  Trigger,
} from '@truc/domain/inspection';
import type { ZoneState } from '@truc/domain/zone-coverage';
import { m } from '#messages';
import { dateText } from '#lib/i18n/time-text.ts';

type Words<Code extends string> = Readonly<Record<Code, () => string>>;

export const triggerText: Words<Trigger> = {
  adhoc: m.ins_trigger_adhoc,
  requested: m.ins_trigger_requested,
  survey: m.ins_trigger_survey,
};

export const findingKindText: Words<FindingKind> = {
  watch_absent: m.ins_kind_watch_absent,
  picture_missing: m.ins_kind_picture_missing,
  recording_missing: m.ins_kind_recording_missing,
  zone_uncovered: m.ins_kind_zone_uncovered,
  camera_in_room: m.ins_kind_camera_in_room,
  unlisted_device: m.ins_kind_unlisted_device,
  book_not_kept: m.ins_kind_book_not_kept,
  violation_unhandled: m.ins_kind_violation_unhandled,
  no_substitute: m.ins_kind_no_substitute,
  other: m.ins_kind_other,
};

export const findingStatusText: Words<FindingStatus> = {
  open: m.ins_status_open,
  answered: m.ins_status_answered,
  remedied: m.ins_status_remedied,
  referred: m.ins_status_referred,
};

export const checkResultText: Words<CheckResult> = {
  remedied: m.ins_result_remedied,
  not_remedied: m.ins_result_not_remedied,
  referred: m.ins_result_referred,
};

export const zoneStateText: Words<ZoneState> = {
  covered: m.cov_state_covered,
  gap: m.cov_state_gap,
  absent: m.cov_state_absent,
  optional: m.cov_state_optional,
};

export const inspectionRefusalText: Words<InspectionRefusal> = {
  recorded_already: m.ins_refusal_recorded_already,
  not_recorded: m.ins_refusal_not_recorded,
  document_missing: m.ins_refusal_document_missing,
  look_missing: m.ins_refusal_look_missing,
  look_unknown: m.ins_refusal_look_unknown,
  purpose_differs: m.ins_refusal_purpose_differs,
  room_answer_missing: m.ins_refusal_room_answer_missing,
  room_finding_missing: m.ins_refusal_room_finding_missing,
  zones_not_surveyed: m.ins_refusal_zones_not_surveyed,
  finding_text_missing: m.ins_refusal_finding_text_missing,
  device_missing: m.ins_refusal_device_missing,
  demand_missing: m.ins_refusal_demand_missing,
  owner_missing: m.ins_refusal_owner_missing,
  due_missing: m.ins_refusal_due_missing,
  due_past: m.ins_refusal_due_past,
  finding_known: m.ins_refusal_finding_known,
  finding_unknown: m.ins_refusal_finding_unknown,
  finding_settled: m.ins_refusal_finding_settled,
  text_missing: m.ins_refusal_text_missing,
  answered_by_self: m.ins_refusal_answered_by_self,
  referral_paper_missing: m.ins_refusal_referral_paper_missing,
};

/** "20/06/2021" of `2021-06-20`. */
export function civilDayText(day: string): string {
  return dateText(Date.parse(`${day}T12:00:00+07:00`));
}

/** "45/UBND-NC, 14/06/2021, Chủ tịch UBND tỉnh". */
export function paperText({ number, signedOn, issuer }: Paper): string {
  return [number, signedOn === '' ? '' : civilDayText(signedOn), issuer].filter(Boolean).join(', ');
}
