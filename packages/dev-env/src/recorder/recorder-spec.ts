import type { LoopName } from '../cameras/index.ts';

/** From and until, ms since 1970. */
export type Stretch = readonly [from: number, until: number];

/** What a simulated recorder does wrong, or otherwise than its neighbours. Everything can change while it runs. */
export type RecorderBehaviour = {
  /** Answers SETUP with 453 when so many sessions stand. */
  readonly sessions: number;
  /** Refuses even the right password. */
  readonly refusesAuth: boolean;
  /** Bears no time on its packets, as recorders do that know nothing of ONVIF's replay. */
  readonly stamps: boolean;
  /** Answers PLAY with this instead. */
  readonly playStatus: number | null;
  /** Says yes to PLAY and sends nothing. */
  readonly isSilent: boolean;
  /** Stands before the `Range` of its answers; for tests of what a client makes of it. */
  readonly rangeAnswer: string | null;
  /** Does not know PAUSE. */
  readonly hasPause: boolean;
};

export const goodRecorder: RecorderBehaviour = {
  sessions: 8,
  refusesAuth: false,
  stamps: true,
  playStatus: null,
  isSilent: false,
  rangeAnswer: null,
  hasPause: true,
};

/** `recorded`: what it holds, in order; `now()` bounds what is recorded still. */
export type RecordedTrack = {
  readonly path: string;
  readonly loop: LoopName;
  readonly recorded: () => readonly Stretch[];
};

export type RecorderStats = { readonly sessions: number; readonly plays: number; readonly teardowns: number };
