export { createCameraIngest } from './camera-ingest.ts';
export type {
  CameraIngest,
  CameraIngestOptions,
  FrameClock,
  IngestCounters,
  IngestLog,
} from './camera-ingest.ts';
export type { GopBuffer, SentFrame } from './gop-buffer.ts';
export { ingestConditions, ingestReasons } from './ingest-state.ts';
export type { IngestCondition, IngestReason, IngestState } from './ingest-state.ts';
export { createTranscodePool } from './transcode/transcode-pool.ts';
export type { TranscodePool } from './transcode/transcode-pool.ts';
export { parseRtspUrl } from './rtsp/rtsp-url.ts';
export type { RtspUrl, RtspUrlError } from './rtsp/rtsp-url.ts';
