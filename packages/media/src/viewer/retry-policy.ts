import type { Random } from '@truc/base';

/** How long to wait before the next attempt, or null to stop trying. Attempts count from 0. */
export interface RetryPolicy {
  delayMs(attempt: number): number | null;
}

export type BackoffOptions = {
  readonly firstMs: number;
  readonly mostMs: number;
  /** Without it: for ever. */
  readonly attempts?: number;
  readonly random: Random;
};

/** Doubles up to `mostMs`, each wait drawn from its upper half: quick enough for one, spread out for many. */
export function createBackoff(options: BackoffOptions): RetryPolicy {
  return {
    delayMs(attempt) {
      if (options.attempts !== undefined && attempt >= options.attempts) return null;
      const cap = Math.min(options.firstMs * 2 ** Math.min(attempt, 30), options.mostMs);
      return cap / 2 + options.random.next() * (cap / 2);
    },
  };
}
