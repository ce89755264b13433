import type { Clock, Random, Timers } from '@truc/base';

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const systemRandom: Random = { next: () => Math.random() };

/** Node's timers hold 2^31 - 1 ms; a longer wait would fire at once. */
const longestDelayMs = 2_147_483_647;

export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), longestDelayMs));
    return () => clearTimeout(timer);
  },
};
