import * as v from 'valibot';
import { CameraStateFactSchema } from './camera-state.ts';
import { DownPtzHolderSchema } from './ptz.ts';
import { CameraIdSchema, ViewingIdSchema } from './ids.ts';
import { DownPlaybackClockSchema, DownPlaybackCoverageSchema, DownPlaybackStateSchema } from './playback.ts';

/** SFU to viewer: the state of each watched camera, at once when it changes. */
export const DownCameraStateSchema = CameraStateFactSchema;

/**
 * SFU to viewer, for each watched camera about once a second: the frame whose RTP timestamp is `rtpTimestamp` reached the
 * ingest at `wallMs` of the SFU's clock, or would have if it had not waited on the camera's line for longer than usual.
 * Consumers keep RTP timestamps, so every presented frame's age follows.
 */
export const DownFrameClockSchema = v.strictObject({
  camera: CameraIdSchema,
  rtpTimestamp: v.number(),
  wallMs: v.number(),
});
export type FrameClockFact = v.InferOutput<typeof DownFrameClockSchema>;

/** More than the keyframe of a sub-stream ever is: the line to the viewer carries words above all. */
export const posterByteLimit = 256 * 1024;

/**
 * SFU to viewer, with the answer to `watch`: the camera's last keyframe (SPS, PPS and IDR picture in Annex B), which reached the
 * ingest at `capturedMs` of the SFU's clock. It is a true picture of the past, and never to be shown without its age.
 */
export const DownPosterSchema = v.strictObject({
  camera: CameraIdSchema,
  capturedMs: v.number(),
  codec: v.pipe(v.string(), v.regex(/^avc1\.[0-9a-f]{6}$/)),
  picture: v.pipe(
    v.union([v.instance(ArrayBuffer), v.instance(Uint8Array)]),
    v.transform((octets) => new Uint8Array(octets)),
    v.check((octets) => octets.length > 0 && octets.length <= posterByteLimit, 'a poster within its limit'),
  ),
});
export type Poster = v.InferOutput<typeof DownPosterSchema>;

export const viewingEndCauses = [
  'closed_by_viewer',
  'display_left',
  'grant_expired',
  'grant_revoked',
  'camera_removed',
  'camera_moved',
  'worker_died',
  'sfu_stopped',
] as const;
export const ViewingEndCauseSchema = v.picklist(viewingEndCauses);
export type ViewingEndCause = v.InferOutput<typeof ViewingEndCauseSchema>;

/** SFU to viewer: the bytes of this viewing have stopped. */
export const DownViewingClosedSchema = v.strictObject({
  viewing: ViewingIdSchema,
  camera: CameraIdSchema,
  cause: ViewingEndCauseSchema,
});

/**
 * SFU to viewer, just before the packets of a viewing begin to flow. `replay`: first come frames of the past, each with an RTP
 * timestamp later than its own; `liveFrom` is the timestamp of the first frame that bears its true one, `startedMs` the arrival
 * of the oldest at the ingest, in ms of the SFU's clock. Until this was said, no frame of the viewing may be called live.
 */
export const DownViewingRunsSchema = v.strictObject({
  viewing: ViewingIdSchema,
  camera: CameraIdSchema,
  replay: v.nullable(v.strictObject({ liveFrom: v.number(), startedMs: v.number() })),
});
export type ReplayFact = NonNullable<v.InferOutput<typeof DownViewingRunsSchema>['replay']>;

/**
 * SFU to viewer: the camera's keyframe ends a replay lane; from here on the packets come over the viewing's own Consumer. The
 * viewer goes over to that track when it has decoded a frame of it.
 */
export const DownViewingSwapsSchema = v.strictObject({ viewing: ViewingIdSchema, camera: CameraIdSchema });

export const downMessages = {
  ptzHolder: DownPtzHolderSchema,
  cameraState: DownCameraStateSchema,
  frameClock: DownFrameClockSchema,
  poster: DownPosterSchema,
  viewingRuns: DownViewingRunsSchema,
  viewingSwaps: DownViewingSwapsSchema,
  viewingClosed: DownViewingClosedSchema,
  playbackState: DownPlaybackStateSchema,
  playbackClock: DownPlaybackClockSchema,
  playbackCoverage: DownPlaybackCoverageSchema,
} as const;
export type DownMessage = keyof typeof downMessages;
export type DownPayload<M extends DownMessage> = v.InferOutput<(typeof downMessages)[M]>;
