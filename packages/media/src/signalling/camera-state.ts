import * as v from 'valibot';
import { CameraIdSchema } from './ids.ts';

/** Why no picture comes from a camera. Each is shown on the tile in words. */
export const noSignalReasons = [
  'not_registered',
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
export const NoSignalReasonSchema = v.picklist(noSignalReasons);
export type NoSignalReason = v.InferOutput<typeof NoSignalReasonSchema>;

/**
 * What the camera's configuration does to the picture while it still shows. `transcoded`: the SFU makes another stream of it,
 * because browsers cannot show the camera's own.
 */
export const cameraConditions = [
  'b_frames',
  'transcoded',
  'no_sender_reports',
  'clock_off',
  'damaged_units',
] as const;
export const CameraConditionSchema = v.picklist(cameraConditions);
export type CameraCondition = v.InferOutput<typeof CameraConditionSchema>;

/**
 * What is wrong with what a picture shows, although frames arrive: nothing at all; the same picture over and over; something
 * before the lens; another view than it had; nothing sharp. `tampered`: the camera itself reports that somebody handles it.
 */
export const pictureTroubles = ['black', 'frozen', 'covered', 'moved', 'blurred', 'tampered'] as const;
export const PictureTroubleSchema = v.picklist(pictureTroubles);
export type PictureTrouble = v.InferOutput<typeof PictureTroubleSchema>;

/** The SFU's word on a camera. `since` in ms. `codec`: the refused codec's name with `unsupported_codec`. */
export const CameraStateSchema = v.variant('state', [
  v.strictObject({ state: v.literal('connecting'), since: v.number() }),
  v.strictObject({
    state: v.literal('live'),
    since: v.number(),
    width: v.optional(v.number()),
    height: v.optional(v.number()),
    conditions: v.array(CameraConditionSchema),
    /** Absent while its picture is as it should be, as far as is known. */
    trouble: v.optional(v.strictObject({ code: PictureTroubleSchema, since: v.number() })),
    /** Since when the camera reports motion; absent while it reports none. */
    motionSince: v.optional(v.number()),
  }),
  v.strictObject({ state: v.literal('stale'), since: v.number() }),
  v.strictObject({
    state: v.literal('no_signal'),
    since: v.number(),
    reason: NoSignalReasonSchema,
    codec: v.optional(v.string()),
  }),
]);
export type CameraState = v.InferOutput<typeof CameraStateSchema>;

export const CameraStateFactSchema = v.strictObject({ camera: CameraIdSchema, state: CameraStateSchema });
export type CameraStateFact = v.InferOutput<typeof CameraStateFactSchema>;
