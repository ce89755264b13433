import type { Random } from '@truc/base';

/** What rounds of one browser share, so that only one of its tabs and its service worker sends at a time (RT7). */
export const roundLock = 'truc-sync';
/** A tab that was frozen keeps its lock. Past this a round runs without: it is safe, only wasteful. */
export const lockPatienceMs = 10_000;

const firstMs = 100;
const longestMs = 800;
const jitterMs = 300;

/**
 * Until a lock that was busy `refusals` times in a row is asked for again. Its holder sends what this one wrote (RT11), so that
 * little waits here; and a round over a slow link takes many seconds.
 */
export function lockRetryMs(refusals: number, random: Random): number {
  return Math.min(firstMs * 2 ** (refusals - 1), longestMs) + random.next() * jitterMs;
}
