import type { CameraIngest as FullIngest, CameraIngestOptions } from '../ingest/index.ts';

/** What a camera's room uses of its ingest. It pulls from `start` until it is closed. */
export type CameraIngest = Pick<
  FullIngest,
  'start' | 'gop' | 'requestKeyframe' | 'wantKeyframe' | 'setWatched' | 'close'
> & {
  /** Where pictures are fetched on demand: begins to, and resolves when the current group of them is here, or with false. */
  readonly ready?: () => Promise<boolean>;
};
export type CreateIngest = (options: CameraIngestOptions) => CameraIngest;
export type { CameraIngestOptions };
