import { exhaustive } from '@truc/base';
import type { AmendmentRefusal, EntryRefusal } from '@truc/domain/logbook';
import type { AdoptRefusal, Beyond } from '@truc/domain/quarantine';
import type {
  CameraCondition,
  GrantDenial,
  GrantRefusal,
  NoSignalReason,
  PictureTrouble,
  PlaybackFailure,
  PlaybackPurpose,
  ViewingEndCause,
  ViewingPurpose,
} from '@truc/media/signalling';
import type { SyncProblem, WriteFailure } from '@truc/sync/client';
import type { OutcomeCode } from '@truc/sync/protocol';
import { m } from '#messages';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** Every stable code in words. A code that is added elsewhere fails to compile here until it has some. */
type Words<Code extends string> = Readonly<Record<Code, () => string>>;

export const httpFailureText: Words<HttpFailureCode> = {
  unparseable: m.error_unparseable,
  unsupported_version: m.error_unsupported_version,
  not_signed_in: m.error_not_signed_in,
  wrong_credentials: m.error_wrong_credentials,
  device_unknown: m.error_device_unknown,
  device_blocked: m.error_device_blocked,
  device_mismatch: m.error_device_mismatch,
  wipe_ordered: m.error_wipe_ordered,
  not_permitted: m.error_not_permitted,
  not_found: m.error_not_found,
  gap: m.error_gap,
  chain_broken: m.error_chain_broken,
  too_large: m.error_too_large,
  unsupported_media_type: m.error_unsupported_media_type,
  locked_out: m.error_locked_out,
  too_many_requests: m.error_too_many_requests,
  internal: m.error_internal,
  unavailable: m.error_unavailable,
  unreachable: m.error_unreachable,
  timeout: m.error_timeout,
  bad_answer: m.error_bad_answer,
};

export const outcomeText: Words<OutcomeCode> = {
  actor_not_permitted: m.outcome_actor_not_permitted,
  actor_unknown_on_device: m.outcome_actor_unknown_on_device,
  scope_unknown: m.outcome_scope_unknown,
  schema_unreadable: m.outcome_schema_unreadable,
  commitment_mismatch: m.outcome_commitment_mismatch,
  device_fork: m.outcome_device_fork,
  device_blocked: m.outcome_device_blocked,
  lease_missing: m.outcome_lease_missing,
  lease_expired: m.outcome_lease_expired,
  revoked_since: m.outcome_revoked_since,
  signature_invalid: m.outcome_signature_invalid,
  seal_broken: m.outcome_seal_broken,
  stale_state: m.outcome_stale_state,
  parallel_update: m.outcome_parallel_update,
  field_conflict: m.outcome_field_conflict,
};

export const writeFailureText: Words<WriteFailure['code'] | EntryRefusal> = {
  entry_empty: m.write_entry_empty,
  entry_too_long: m.write_entry_too_long,
  not_enrolled: m.write_not_enrolled,
  locked: m.write_locked,
  storage_full: m.write_storage_full,
  storage_failed: m.write_storage_failed,
};

export const amendFailureText: Words<WriteFailure['code'] | AmendmentRefusal> = {
  ...writeFailureText,
  not_own_entry: m.amend_refusal_not_own_entry,
  own_time_over: m.amend_refusal_own_time_over,
  own_entry: m.amend_refusal_own_entry,
  countersigned_already: m.amend_refusal_countersigned_already,
  reason_missing: m.amend_refusal_reason_missing,
  reason_too_long: m.amend_refusal_reason_too_long,
};

export const adoptFailureText: Words<WriteFailure['code'] | AdoptRefusal> = {
  adopted_already: m.quarantine_adopted_already,
  not_adoptable: m.quarantine_not_adoptable,
  reason_missing: m.quarantine_refuse_missing,
  reason_too_long: m.quarantine_refuse_too_long,
  not_enrolled: m.write_not_enrolled,
  locked: m.write_locked,
  storage_full: m.write_storage_full,
  storage_failed: m.write_storage_failed,
};

/** Why what waits is not for this person to adopt, and what to do instead. */
export const beyondText: Words<Beyond> = {
  no_log: m.quarantine_beyond_no_log,
  misuse: m.quarantine_beyond_misuse,
  octets: m.quarantine_beyond_octets,
  own_act: m.quarantine_beyond_own_act,
  double: m.quarantine_beyond_double,
  not_yours: m.quarantine_beyond_not_yours,
};

export const purposeText: Words<ViewingPurpose> = {
  supervise_compliance: m.purpose_supervise_compliance,
  remind_violators: m.purpose_remind_violators,
  epidemiological_tracing: m.purpose_epidemiological_tracing,
  check_remedies: m.purpose_check_remedies,
};

export const noSignalText: Words<NoSignalReason> = {
  not_registered: m.reason_not_registered,
  unreachable: m.reason_unreachable,
  timeout: m.reason_timeout,
  stalled: m.reason_stalled,
  auth_refused: m.reason_auth_refused,
  not_found: m.reason_not_found,
  protocol_error: m.reason_protocol_error,
  redirect_refused: m.reason_redirect_refused,
  unsupported_codec: m.reason_unsupported_codec,
  closed_by_camera: m.reason_closed_by_camera,
  transport_refused: m.reason_transport_refused,
  no_keyframe: m.reason_no_keyframe,
  transcode_limit: m.reason_transcode_limit,
  transcode_failed: m.reason_transcode_failed,
};

/** What is wrong with what a picture shows, although it comes. */
export const troubleText: Words<PictureTrouble> = {
  black: m.trouble_black,
  frozen: m.trouble_frozen,
  covered: m.trouble_covered,
  moved: m.trouble_moved,
  blurred: m.trouble_blurred,
  tampered: m.trouble_tampered,
};

/** What a tile says of a picture that it shows; null: nothing that helps who watches. */
export const conditionText: Readonly<Record<CameraCondition, (() => string) | null>> = {
  transcoded: m.mark_transcoded,
  b_frames: m.mark_b_frames,
  clock_off: m.mark_clock_off,
  damaged_units: m.mark_damaged_units,
  no_sender_reports: null,
};

/** Why a camera may not be watched: the SFU's word, or the server's. */
export const refusalText: Words<GrantRefusal | GrantDenial> = {
  grant_invalid: m.refusal_grant_invalid,
  grant_expired: m.refusal_grant_expired,
  grant_revoked: m.refusal_grant_revoked,
  grant_for_other_display: m.refusal_grant_for_other_display,
  grant_for_other_node: m.refusal_no_node,
  camera_elsewhere: m.refusal_no_node,
  no_node: m.refusal_no_node,
  camera_unknown: m.refusal_camera_unknown,
  cannot_consume: m.refusal_cannot_consume,
  too_many_viewings: m.refusal_too_many_viewings,
  not_found: m.refusal_not_found,
  second_person_needed: m.refusal_second_person_needed,
};

export const playbackPurposeText: Words<PlaybackPurpose> = {
  ...purposeText,
  other_by_paper: m.playback_purpose_other,
};

/** Why no recording is shown. */
const playbackFailureText: Words<PlaybackFailure | 'not_yet'> = {
  no_recorder: m.playback_no_recorder,
  not_recorded: m.playback_not_recorded,
  retention_over: m.playback_retention_gone,
  recorder_refuses: m.playback_recorder_refuses,
  recorder_busy: m.playback_recorder_busy,
  too_many_playbacks: m.playback_too_many,
  outside_grant: m.playback_outside_grant,
  recorder_unreachable: m.playback_recorder_unreachable,
  recorder_silent: m.playback_recorder_silent,
  recorder_fault: m.playback_recorder_fault,
  unsupported_codec: m.playback_unsupported_codec,
  not_yet: m.playback_start_in_future,
};

/** Also of what is no recorder's fault: a right that ended, or a line that is down. */
export function playbackFailureWords(code: string): string {
  const known: Readonly<Partial<Record<string, () => string>>> = {
    ...playbackFailureText,
    ...refusalText,
    ...endCauseText,
  };
  return (known[code] ?? m.playback_link)();
}

/** How a look ended. */
export const endCauseText: Words<ViewingEndCause> = {
  closed_by_viewer: m.end_closed_by_viewer,
  display_left: m.end_display_left,
  grant_expired: m.end_grant_expired,
  grant_revoked: m.end_grant_revoked,
  camera_removed: m.end_camera_removed,
  camera_moved: m.end_camera_moved,
  worker_died: m.end_worker_died,
  sfu_stopped: m.end_sfu_stopped,
};

export const stallText: Words<'camera' | 'network' | 'decoder'> = {
  camera: m.stall_camera,
  network: m.stall_network,
  decoder: m.stall_decoder,
};

export function problemText(problem: SyncProblem): string {
  switch (problem.kind) {
    case 'diverged':
      return m.status_problem_diverged();
    case 'history_rewritten':
      return m.status_problem_history_rewritten();
    case 'refused':
      return m.status_problem_refused({ reason: httpFailureText[problem.code]() });
    case 'lease_refused':
      return m.status_problem_lease_refused();
    case 'lost_range':
      return m.status_problem_lost_range();
    case 'storage':
      return m.status_problem_storage();
    default:
      return exhaustive(problem);
  }
}
