import * as v from 'valibot';
import { CameraStateFactSchema } from './camera-state.ts';
import { DownPtzHolderSchema } from './ptz.ts';
import { CameraIdSchema, ViewingIdSchema } from './ids.ts';

/** SFU to viewer: the state of each watched camera, at once when it changes. */
export const DownCameraStateSchema = CameraStateFactSchema;

/**
 * SFU to viewer, for each watched camera about once a second: the frame whose RTP timestamp is `rtpTimestamp` reached the
 * ingest at `wallMs` of the SFU's clock. Consumers keep RTP timestamps, so every presented frame's age follows.
 */
export const DownFrameClockSchema = v.strictObject({
  camera: CameraIdSchema,
  rtpTimestamp: v.number(),
  wallMs: v.number(),
});
export type FrameClockFact = v.InferOutput<typeof DownFrameClockSchema>;

export const viewingEndCauses = [
  'closed_by_viewer',
  'display_left',
  'grant_expired',
  'grant_revoked',
  'camera_removed',
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

export const downMessages = {
  ptzHolder: DownPtzHolderSchema,
  cameraState: DownCameraStateSchema,
  frameClock: DownFrameClockSchema,
  viewingClosed: DownViewingClosedSchema,
} as const;
export type DownMessage = keyof typeof downMessages;
export type DownPayload<M extends DownMessage> = v.InferOutput<(typeof downMessages)[M]>;
