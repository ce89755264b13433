import type { Clock, Random, RandomBytes, Timers } from '@truc/base';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = { next: () => Math.random() };

export const systemRandomBytes: RandomBytes = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
