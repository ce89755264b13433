import type { grantRefusals } from '@truc/media/signalling';

/** Stable codes of a refused WHEP request, with the HTTP status of each. */
export const whepStatuses = {
  unparseable: 400,
  grant_missing: 401,
  grant_invalid: 401,
  grant_expired: 401,
  grant_revoked: 403,
  grant_for_other_display: 403,
  grant_for_other_node: 421,
  camera_elsewhere: 421,
  grant_for_other_camera: 403,
  grant_for_other_session: 403,
  origin_refused: 403,
  camera_unknown: 404,
  session_unknown: 404,
  not_found: 404,
  method_refused: 405,
  too_slow: 408,
  grant_used: 409,
  precondition_failed: 412,
  too_large: 413,
  wrong_media_type: 415,
  cannot_consume: 422,
  too_many_viewings: 429,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<string, number> & Record<(typeof grantRefusals)[number], number>;
export type WhepError = keyof typeof whepStatuses;
