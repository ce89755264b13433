import type { CameraId, Layer } from '@truc/media/signalling';
import type { PipeListener } from './piped-ingest.ts';

/** A stream of another node's camera that somebody here wants. */
export type Hold = {
  readonly camera: CameraId;
  readonly layer: Layer;
  readonly listener: PipeListener;
  readonly isHeld: () => boolean;
};
