/** The words of an extraction of recordings (trích xuất dữ liệu, hình ảnh): its states, and why something may not be. */
import { inspectionPurposes } from '../inspection/words.ts';

/** GL-07: the four purposes; `other` needs the steering head's written permission before it can be asked for (GL-08). */
export const exportPurposes = [...inspectionPurposes, 'other'] as const;
export type ExportPurpose = (typeof exportPurposes)[number];

/** `paper_entered`: a clerk has entered the permission and nobody has held it against the paper yet. `expired` is never written: it follows from the time. */
export const exportStates = [
  'submitted',
  'paper_entered',
  'approved',
  'refused',
  'extracted',
  'handed_over',
  'closed',
  'expired',
  'revoked',
] as const;
export type ExportState = (typeof exportStates)[number];

/** Whose signature a paper bears: that of Trưởng Ban Chỉ đạo tỉnh, which alone permits (GL-08, GL-09), or somebody else's. */
export const signatories = ['steering_head', 'other'] as const;
export type Signatory = (typeof signatories)[number];

/** Why a request is refused; each stands on its clauses. */
export const refusalGrounds = [
  'no_document',
  'out_of_retention',
  'camera_in_room',
  'own_case',
  'wrong_purpose',
  'too_wide',
  'other',
] as const;
export type RefusalGround = (typeof refusalGrounds)[number];

export const groundClauses: Readonly<Record<RefusalGround, string>> = {
  no_document: 'GL-09, GL-14',
  out_of_retention: 'KH-18',
  camera_in_room: 'N-02',
  own_case: 'GL-18, KH-13',
  wrong_purpose: 'GL-07, GL-08',
  too_wide: 'KH-05',
  other: 'KH-05',
};

export const media = ['usb', 'disc', 'hard_disk', 'other'] as const;
export type Medium = (typeof media)[number];

/** What the permission says is to become of the copies, and what did. */
export const fates = ['kept', 'returned', 'destroyed'] as const;
export type Fate = (typeof fates)[number];

/** Whether the recorder signed what it gave, and the signature was found good. */
export const signatureChecks = ['verified', 'unsigned'] as const;
export type SignatureCheck = (typeof signatureChecks)[number];

/** `typed`: read off another program; `computed`: by this browser, from the file itself, which went nowhere. */
export const hashSources = ['typed', 'computed'] as const;
export type HashSource = (typeof hashSources)[number];

export const exportRefusals = [
  'submitted_already',
  'out_of_turn',
  'expired',
  'own_case',
  'document_missing',
  'document_day_wrong',
  'other_without_permission',
  'camera_missing',
  'camera_unknown',
  'camera_not_central',
  'camera_in_room',
  'time_missing',
  'time_reversed',
  'time_future',
  'out_of_retention',
  'ground_missing',
  'recipient_missing',
  'copies_missing',
  'own_request',
  'reason_missing',
  'permission_missing',
  'signatory_wrong',
  'wider_than_asked',
  'own_entry',
  'difference_missing',
  'not_third_person',
  'file_missing',
  'file_unnamed',
  'hash_wrong',
  'outside_permission',
  'too_many_copies',
  'copy_unmarked',
  'copy_twice',
  'surplus_left',
  'minutes_missing',
  'receiver_missing',
  'hash_differs',
  'fate_missing',
  'fate_day_wrong',
  'fate_against_paper',
  'fate_unwitnessed',
] as const;
export type ExportRefusal = (typeof exportRefusals)[number];

/** The clauses on which each refusal stands: shown beside its words. */
export const exportClauses: Readonly<Record<ExportRefusal, string>> = {
  submitted_already: 'GL-17',
  out_of_turn: 'GL-09, KH-24',
  expired: 'GL-09',
  own_case: 'GL-18, KH-13',
  document_missing: 'GL-09, GL-14',
  document_day_wrong: 'GL-09, GL-14',
  other_without_permission: 'GL-08, GL-13',
  camera_missing: 'KH-05',
  camera_unknown: 'KH-05',
  camera_not_central: 'GL-01',
  camera_in_room: 'N-02',
  time_missing: 'KH-05',
  time_reversed: 'KH-05',
  time_future: 'KH-05',
  out_of_retention: 'KH-18',
  ground_missing: 'KH-05',
  recipient_missing: 'KH-05',
  copies_missing: 'N-05',
  own_request: 'KH-24',
  reason_missing: 'KH-05',
  permission_missing: 'GL-08, GL-09, GL-14',
  signatory_wrong: 'GL-08, GL-09, GL-14',
  wider_than_asked: 'GL-09, GL-14',
  own_entry: 'GL-09, GL-14',
  difference_missing: 'GL-09, GL-14',
  not_third_person: 'KH-24',
  file_missing: 'KH-15',
  file_unnamed: 'KH-15',
  hash_wrong: 'KH-15',
  outside_permission: 'GL-09, GL-14, GL-17',
  too_many_copies: 'N-05, GL-17',
  copy_unmarked: 'N-05',
  copy_twice: 'N-05',
  surplus_left: 'N-05',
  minutes_missing: 'KH-15, KH-24',
  receiver_missing: 'KH-15, KH-24',
  hash_differs: 'KH-15',
  fate_missing: 'KH-15, N-05',
  fate_day_wrong: 'KH-15',
  fate_against_paper: 'N-05',
  fate_unwitnessed: 'N-05',
};
