import type { PermissionPaper, PlaybackPurpose, PlaybackSpeed } from '@truc/media/signalling';

/** What a person asks to see again, and why (GL-07, GL-08). Times in ms. */
export type Stretch = {
  readonly camera: string;
  readonly from: number;
  readonly until: number;
  readonly purpose: PlaybackPurpose;
  readonly reason: string;
  readonly paper: PermissionPaper | null;
};

/** `failure`: a code of `playbackFailureText`. */
export type RecordingPicture = {
  readonly state: 'connecting' | 'opening' | 'playing' | 'paused' | 'ended' | 'failed';
  readonly failure: string | null;
  readonly recordedMs: number | null;
  readonly isExact: boolean;
  readonly speed: PlaybackSpeed;
  readonly recorded: readonly (readonly [number, number])[] | null;
  readonly hasPicture: boolean;
};

/** One stretch of one camera's recordings while somebody looks at it. Nothing of it is kept. */
export interface Recording {
  attach(video: HTMLVideoElement): () => void;
  picture(): RecordingPicture;
  play(): void;
  pause(): void;
  seek(at: number): void;
  setSpeed(speed: PlaybackSpeed): void;
  subscribe(listener: () => void): () => void;
  close(): void;
}

export type OpenRecording = (stretch: Stretch) => Recording;
