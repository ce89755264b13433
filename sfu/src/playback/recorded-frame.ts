/** `speed`: as the recorder plays it. `isExact`: the recorder stamped the picture itself. */
export type RecordedFrame = {
  readonly rtpTimestamp: number;
  readonly recordedMs: number;
  readonly speed: number;
  readonly isExact: boolean;
};

export type PlayFrom = { readonly atMs: number; readonly speed: number };
