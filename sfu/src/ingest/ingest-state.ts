/** Why no picture comes. Stable codes: tiles, metrics and tests rely on them. */
export const ingestReasons = [
  'unreachable',
  'timeout',
  'stalled',
  'auth_refused',
  'not_found',
  'protocol_error',
  'redirect_refused',
  'unsupported_codec',
  'closed_by_camera',
  'transport_refused',
  'no_keyframe',
  'transcode_limit',
  'transcode_failed',
] as const;
export type IngestReason = (typeof ingestReasons)[number];

/** What is wrong with a picture that is shown all the same. */
export const ingestConditions = [
  'b_frames',
  'transcoded',
  'no_sender_reports',
  'clock_off',
  'damaged_units',
] as const;
export type IngestCondition = (typeof ingestConditions)[number];

/** `detail` is for the log: a stable snake_case word, never an address and never a camera's own text. */
export type IngestFailure =
  | { readonly reason: Exclude<IngestReason, 'unsupported_codec'>; readonly detail: string }
  | { readonly reason: 'unsupported_codec'; readonly codec: string; readonly detail: string };

/** `since` is in ms since 1970. `stale`: connected, but no frame for more than 1.5 s. `codec`: with `unsupported_codec`. */
export type IngestState =
  | { readonly state: 'connecting'; readonly since: number }
  | {
      readonly state: 'live';
      readonly since: number;
      readonly width?: number;
      readonly height?: number;
      readonly conditions: IngestCondition[];
    }
  | { readonly state: 'stale'; readonly since: number }
  | {
      readonly state: 'no_signal';
      readonly since: number;
      readonly reason: IngestReason;
      readonly codec?: string;
    };

/** Two states that look the same on a tile: a change between them is no news. */
export function isSameState(a: IngestState, b: IngestState): boolean {
  if (a.state === 'live' && b.state === 'live') {
    const sameConditions = a.conditions.join() === b.conditions.join();
    return sameConditions && a.width === b.width && a.height === b.height;
  }
  if (a.state === 'no_signal' && b.state === 'no_signal') return a.reason === b.reason && a.codec === b.codec;
  return a.state === b.state;
}
