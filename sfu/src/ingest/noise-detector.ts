/** Whether packets are a video stream at all. */
export interface NoiseDetector {
  /** Running totals since any start. True: of the last 5 s nearly all was damaged. */
  isNoise(nowMs: number, totals: { readonly frames: number; readonly damagedUnits: number }): boolean;
}

const windowMs = 5_000;
const minDamaged = 10;
/** A line over TCP loses whole stretches, not nine pictures in ten. */
const damagedPerFrame = 9;

/** Tells a bad line, which shows something, from a sender of noise, whose chance pictures must not be shown as live. */
export function createNoiseDetector(
  startMs: number,
  start: { frames: number; damagedUnits: number },
): NoiseDetector {
  let windowStartMs = startMs;
  let { frames, damagedUnits } = start;
  return {
    isNoise(nowMs, totals) {
      if (nowMs - windowStartMs < windowMs) return false;
      const newFrames = totals.frames - frames;
      const newDamaged = totals.damagedUnits - damagedUnits;
      windowStartMs = nowMs;
      ({ frames, damagedUnits } = totals);
      return newDamaged >= minDamaged && newDamaged > newFrames * damagedPerFrame;
    },
  };
}
