export { createCameraIngest } from './camera-ingest.ts';
export type {
  CameraIngest,
  CameraIngestOptions,
  FrameClock,
  IngestCounters,
  IngestLog,
  SourceKeyframe,
  TimelineOrigin,
} from './camera-ingest.ts';
export { createGopBuffer } from './gop-buffer.ts';
export type { GopBuffer, SentFrame } from './gop-buffer.ts';
export { ingestConditions, ingestReasons } from './ingest-state.ts';
export type { IngestCondition, IngestReason, IngestState } from './ingest-state.ts';
export type { SourceCodec } from './rtsp/sdp.ts';
export { matroskaHead, matroskaPicture } from './transcode/matroska-writer.ts';
export { createTranscodePool } from './transcode/transcode-pool.ts';
export type { TranscodePool } from './transcode/transcode-pool.ts';
export { parseRtspUrl } from './rtsp/rtsp-url.ts';
export type { RtspUrl, RtspUrlError } from './rtsp/rtsp-url.ts';
/* What a recorder's own recordings are pulled with: `playback` holds one session for each that is watched. */
export { createConditions } from './conditions.ts';
export type { Conditions } from './conditions.ts';
export type { AccessUnit } from './h264/access-unit.ts';
export type { IngestFailure } from './ingest-state.ts';
export { createMediaPipeline } from './media-pipeline.ts';
export type { MediaPipeline } from './media-pipeline.ts';
export { isGoodbye, writeReceiverReport, writeSenderReport } from './rtp/rtcp.ts';
export { openConnection } from './rtsp/connection.ts';
export type { CameraConnection } from './rtsp/connection.ts';
export { headerOf } from './rtsp/message.ts';
export type { RtspResponse } from './rtsp/message.ts';
export type { VideoTrack } from './rtsp/sdp.ts';
export type { ReplayMethod, SessionEnd } from './rtsp/session.ts';
export { createSourceRoute } from './source-route.ts';
export type { SourceRoute } from './source-route.ts';
