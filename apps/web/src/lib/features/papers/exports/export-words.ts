import type { CameraSystem } from '@truc/domain/camera';
import type {
  ExportAct,
  ExportPurpose,
  ExportRefusal,
  ExportState,
  Fate,
  Medium,
  RefusalGround,
  Signatory,
  SignatureCheck,
  SignedPaper,
} from '@truc/domain/footage-export';
import { m } from '#messages';
import { purposeText } from '#lib/i18n/code-text.ts';
import { timeText } from '#lib/i18n/time-text.ts';
import { civilDayText } from '../inspection-words.ts';

type Words<Code extends string> = Readonly<Record<Code, () => string>>;

export const exportStateText: Words<ExportState> = {
  submitted: m.exp_state_submitted,
  paper_entered: m.exp_state_paper_entered,
  approved: m.exp_state_approved,
  refused: m.exp_state_refused,
  extracted: m.exp_state_extracted,
  handed_over: m.exp_state_handed_over,
  closed: m.exp_state_closed,
  expired: m.exp_state_expired,
  revoked: m.exp_state_revoked,
};

export const exportPurposeText: Words<ExportPurpose> = { ...purposeText, other: m.exp_purpose_other };

export const systemText: Words<CameraSystem> = {
  CENTRAL: m.exp_system_central,
  FACILITY: m.exp_system_facility,
};

export const groundText: Words<RefusalGround> = {
  no_document: m.exp_ground_no_document,
  out_of_retention: m.exp_ground_out_of_retention,
  camera_in_room: m.exp_ground_camera_in_room,
  own_case: m.exp_ground_own_case,
  wrong_purpose: m.exp_ground_wrong_purpose,
  too_wide: m.exp_ground_too_wide,
  other: m.exp_ground_other,
};

export const signatoryText: Words<Signatory> = {
  steering_head: m.exp_signatory_head,
  other: m.exp_signatory_other,
};

export const mediumText: Words<Medium> = {
  usb: m.exp_medium_usb,
  disc: m.exp_medium_disc,
  hard_disk: m.exp_medium_hard_disk,
  other: m.exp_medium_other,
};

export const fateText: Words<Fate> = {
  kept: m.exp_fate_kept,
  returned: m.exp_fate_returned,
  destroyed: m.exp_fate_destroyed,
};

export const signatureText: Words<SignatureCheck> = {
  verified: m.exp_signature_verified,
  unsigned: m.exp_signature_unsigned,
};

export const stepText: Words<ExportAct['type']> = {
  submit: m.exp_step_submit,
  turn_away: m.exp_step_turn_away,
  refuse: m.exp_step_refuse,
  enter_paper: m.exp_step_enter_paper,
  check_paper: m.exp_step_check_paper,
  revoke: m.exp_step_revoke,
  extract: m.exp_step_extract,
  hand_over: m.exp_step_hand_over,
  close: m.exp_step_close,
};

export const exportRefusalText: Words<ExportRefusal> = {
  submitted_already: m.exp_refusal_submitted_already,
  out_of_turn: m.exp_refusal_out_of_turn,
  expired: m.exp_refusal_expired,
  own_case: m.exp_refusal_own_case,
  document_missing: m.exp_refusal_document_missing,
  document_day_wrong: m.exp_refusal_document_day_wrong,
  other_without_permission: m.exp_refusal_other_without_permission,
  camera_missing: m.exp_refusal_camera_missing,
  camera_unknown: m.exp_refusal_camera_unknown,
  camera_not_central: m.exp_refusal_camera_not_central,
  camera_in_room: m.exp_refusal_camera_in_room,
  time_missing: m.exp_refusal_time_missing,
  time_reversed: m.exp_refusal_time_reversed,
  time_future: m.exp_refusal_time_future,
  out_of_retention: m.exp_refusal_out_of_retention,
  ground_missing: m.exp_refusal_ground_missing,
  recipient_missing: m.exp_refusal_recipient_missing,
  copies_missing: m.exp_refusal_copies_missing,
  own_request: m.exp_refusal_own_request,
  reason_missing: m.exp_refusal_reason_missing,
  permission_missing: m.exp_refusal_permission_missing,
  signatory_wrong: m.exp_refusal_signatory_wrong,
  wider_than_asked: m.exp_refusal_wider_than_asked,
  own_entry: m.exp_refusal_own_entry,
  difference_missing: m.exp_refusal_difference_missing,
  not_third_person: m.exp_refusal_not_third_person,
  file_missing: m.exp_refusal_file_missing,
  file_unnamed: m.exp_refusal_file_unnamed,
  hash_wrong: m.exp_refusal_hash_wrong,
  outside_permission: m.exp_refusal_outside_permission,
  too_many_copies: m.exp_refusal_too_many_copies,
  copy_unmarked: m.exp_refusal_copy_unmarked,
  copy_twice: m.exp_refusal_copy_twice,
  surplus_left: m.exp_refusal_surplus_left,
  minutes_missing: m.exp_refusal_minutes_missing,
  receiver_missing: m.exp_refusal_receiver_missing,
  hash_differs: m.exp_refusal_hash_differs,
  fate_missing: m.exp_refusal_fate_missing,
  fate_day_wrong: m.exp_refusal_fate_day_wrong,
  fate_against_paper: m.exp_refusal_fate_against_paper,
  fate_unwitnessed: m.exp_refusal_fate_unwitnessed,
};

/** "112/BCĐ, 15/06/2021, Ban Chỉ đạo tỉnh, Đinh Brel (Trưởng Ban Chỉ đạo)". */
export function signedPaperText({ number, signedOn, issuer, signer, signatory }: SignedPaper): string {
  const under = signatory === 'steering_head' ? `${signer} (${signatoryText[signatory]()})` : signer;
  return [number, signedOn === '' ? '' : civilDayText(signedOn), issuer, under].filter(Boolean).join(', ');
}

type Person = { readonly name: string; readonly position: string; readonly agency: string };

export function personText({ name, position, agency }: Person): string {
  return [name, position, agency].filter(Boolean).join(', ');
}

export function stretchText(
  { from, to }: { readonly from: number | null; readonly to: number | null },
  now: number,
) {
  return from === null || to === null ? '' : `${timeText(from, now)} – ${timeText(to, now)}`;
}

/** Of a figure that was typed; 0 for what is none. */
export function countOf(text: string): number {
  return /^\d{1,3}$/.test(text.trim()) ? Number(text.trim()) : 0;
}

export const emptySignedPaper = (signatory: Signatory): SignedPaper => ({
  number: '',
  signedOn: '',
  issuer: '',
  signer: '',
  signatory,
});

export const emptyPerson = (): Person => ({ name: '', position: '', agency: '' });
