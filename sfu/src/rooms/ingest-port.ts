import type { CameraIngest as FullIngest, CameraIngestOptions } from '../ingest/index.ts';

/** What a camera's room uses of its ingest. It pulls from `start` until it is closed. */
export type CameraIngest = Pick<
  FullIngest,
  'start' | 'gop' | 'requestKeyframe' | 'wantKeyframe' | 'setWatched' | 'close'
>;
export type CreateIngest = (options: CameraIngestOptions) => CameraIngest;
export type { CameraIngestOptions };
