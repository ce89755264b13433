/** B-frames step back by a few frames; a second or more is a clock that was set. */
const backwardJumpTicks = 90_000;

export interface OrderWatch {
  /** Whether a picture was taken a little before the one that came before it: B-frames. */
  isBackward(cameraTimestamp: number): boolean;
  /** The next timestamp has nothing to do with the last. */
  restart(): void;
}

export function createOrderWatch(): OrderWatch {
  let last: number | undefined;
  return {
    isBackward(cameraTimestamp) {
      const step = last === undefined ? 0 : (cameraTimestamp - last) | 0;
      last = cameraTimestamp;
      return step < 0 && step > -backwardJumpTicks;
    },
    restart: () => (last = undefined),
  };
}
