import type { Clock, Random } from '@truc/base';

/** What rounds of one browser share, so that only one of its tabs and its service worker sends at a time (RT7). */
export const roundLock = 'truc-sync';
/** A tab that was frozen keeps its lock. Past this a round runs without: it is safe, only wasteful. */
const patienceMs = 10_000;

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

/** How one tab, or the service worker, waits for a lock that others hold. */
export class LockWait {
  readonly #ports: { readonly clock: Clock; readonly random: Random };
  /** Monotonic ms of the first refusal in a row. */
  #since: number | null = null;
  #refusals = 0;

  constructor(ports: { readonly clock: Clock; readonly random: Random }) {
    this.#ports = ports;
  }

  /** Whether the lock is passed by. */
  get isOver(): boolean {
    return this.#since !== null && this.#ports.clock.monotonic() - this.#since >= patienceMs;
  }

  /** It was busy. Answers in how many ms it is asked for again. */
  handleRefused(): number {
    this.#since ??= this.#ports.clock.monotonic();
    this.#refusals += 1;
    return lockRetryMs(this.#refusals, this.#ports.random);
  }

  handleRound(): void {
    this.#since = null;
    this.#refusals = 0;
  }
}
