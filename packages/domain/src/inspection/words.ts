/** The words of an inspection (kiểm tra, giám sát): why it is made, what is found, what became of it. */

/** GL-30: ad hoc, or because a superior asked. `survey`: on the spot (QT-02), where zones and rooms are seen. */
export const triggers = ['adhoc', 'requested', 'survey'] as const;
export type Trigger = (typeof triggers)[number];

/** GL-07: the four purposes for which cameras may be looked at. */
export const inspectionPurposes = [
  'supervise_compliance',
  'remind_violators',
  'epidemiological_tracing',
  'check_remedies',
] as const;
export type InspectionPurpose = (typeof inspectionPurposes)[number];

/** `camera_in_room`: forbidden (N-02). `unlisted_device`: plugged in without leave (GL-16). */
export const findingKinds = [
  'watch_absent',
  'picture_missing',
  'recording_missing',
  'zone_uncovered',
  'camera_in_room',
  'unlisted_device',
  'book_not_kept',
  'violation_unhandled',
  'no_substitute',
  'other',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** QG-10: what a check of a finding ends in. `referred`: passed on for handling, by a paper. */
export const checkResults = ['remedied', 'not_remedied', 'referred'] as const;
export type CheckResult = (typeof checkResults)[number];

export const inspectionRefusals = [
  'recorded_already',
  'not_recorded',
  'document_missing',
  'look_missing',
  'look_unknown',
  'purpose_differs',
  'room_answer_missing',
  'room_finding_missing',
  'zones_not_surveyed',
  'finding_text_missing',
  'device_missing',
  'demand_missing',
  'owner_missing',
  'due_missing',
  'due_past',
  'finding_known',
  'finding_unknown',
  'finding_settled',
  'text_missing',
  'answered_by_self',
  'referral_paper_missing',
] as const;
export type InspectionRefusal = (typeof inspectionRefusals)[number];

/** The clauses on which each refusal stands: shown beside its words. */
export const inspectionClauses: Readonly<Record<InspectionRefusal, string>> = {
  recorded_already: 'GL-17',
  not_recorded: 'GL-17',
  document_missing: 'GL-30, GL-32, GL-38',
  look_missing: 'GL-07, GL-30',
  look_unknown: 'GL-07, GL-52',
  purpose_differs: 'GL-07',
  room_answer_missing: 'N-02',
  room_finding_missing: 'N-02',
  zones_not_surveyed: 'N-01',
  finding_text_missing: 'QG-10',
  device_missing: 'GL-16',
  demand_missing: 'QG-10',
  owner_missing: 'QG-10',
  due_missing: 'QG-10',
  due_past: 'QG-10',
  finding_known: 'GL-17',
  finding_unknown: 'QG-10',
  finding_settled: 'QG-10',
  text_missing: 'QG-10',
  answered_by_self: 'QG-10',
  referral_paper_missing: 'QG-10',
};
