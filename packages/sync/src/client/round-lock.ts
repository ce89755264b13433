/** What rounds of one browser share, so that only one of its tabs and its service worker sends at a time (RT7). */
export const roundLock = 'truc-sync';
/** A tab that was frozen keeps its lock. Past this a round runs without: it is safe, only wasteful. */
export const lockPatienceMs = 10_000;
/** Until a lock that was busy is asked for again: `lockRetryMs` and up to `lockJitterMs` more. */
export const lockRetryMs = 100;
export const lockJitterMs = 300;
