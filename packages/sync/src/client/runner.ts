/**
 * Decides when a round runs: at once on news, after a jittered delay on failure, on a slow poll, and by a watchdog that
 * trusts none of these. At most one round at a time here; tabs share a lock that merely saves work.
 */
import { within } from './deadline.ts';
import type { ClientPorts } from './ports.ts';
import { retryDelayMs } from './retry-policy.ts';
import type { StepFailed } from './round-context.ts';
import { LockWait, roundLock } from './round-lock.ts';
import type { StatusBoard } from './status-board.ts';

export const pollMs = 30_000;
/** Unsent operations and no attempt for this long: something forgot to try, whatever it was. */
export const watchdogLimitMs = 20_000;
const watchdogTickMs = 5_000;
/** After an attempt that failed, a write starts the next one no sooner than this: many in a row must not each read the backlog. */
const restMs = 2_000;
const stopLimitMs = 5_000;

export type RunnerOptions = {
  readonly ports: ClientPorts;
  readonly board: StatusBoard;
  /** `isCurrent` turns false when the watchdog gave this round up. */
  readonly round: (isCurrent: () => boolean) => Promise<StepFailed | null>;
  readonly handlePoll: () => void;
  /** Whether something is known of that is to be fetched. */
  readonly hasNews: () => boolean;
  /** Monotonic ms at which a request was last begun or ended: a round over a long backlog tries all the time. */
  readonly lastExchange: () => number;
};

export interface Runner {
  start(): void;
  stop(): Promise<void>;
  /** A round is wanted now. Several requests in one turn make one round. `isUrgent`: also right after one that failed. */
  request(isUrgent?: boolean): void;
  /** Something is to be fetched now; a round that is under way may fetch it. */
  requestNews(): void;
  /** The network came back: the next attempt is the first of a new count. */
  resetBackoff(): void;
}

export function createRunner(options: RunnerOptions): Runner {
  return new RoundRunner(options);
}

type TimerName = 'next' | 'poll' | 'watchdog';

class RoundRunner implements Runner {
  readonly #options: RunnerOptions;
  readonly #lockWait: LockWait;
  readonly #cancels = new Map<TimerName, () => void>();
  #isStarted = false;
  /** Rounds of an older generation were given up: what they still do counts no more. */
  #generation = 0;
  #running: Promise<void> | null = null;
  #isWantedAgain = false;
  #isUrgentAgain = false;
  #isNewsAgain = false;
  #failures = 0;
  /** Monotonic times in ms. */
  #notBefore = 0;
  /** Until then only what is urgent, and news of the network, starts a round: the last one failed just now. */
  #restUntil = 0;
  #turnAt = 0;
  /** When one was last begun, or ended: what hung in a store until its deadline has been tried until then. */
  #lastAttempt = 0;
  /** For when the next round is set by a request; null when it is set by something else, or not at all. */
  #requestedAt: number | null = null;
  #unsentSince: number | null = null;
  #lastWatch: number | null = null;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#lockWait = new LockWait(options.ports);
  }

  start(): void {
    this.#isStarted = true;
    this.#poll();
    this.#watch();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#requestedAt = null;
    this.#generation += 1;
    for (const cancel of this.#cancels.values()) cancel();
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    try {
      await within(this.#options.ports.timers, stopLimitMs, running);
    } catch {
      // A round that hangs is left behind: it is of an older generation, and the stores bear being left at any point.
    }
  }

  request(isUrgent = false): void {
    if (!this.#isStarted) return;
    if (this.#running !== null) {
      this.#isWantedAgain = true;
      this.#isUrgentAgain ||= isUrgent;
      return;
    }
    const notBefore = isUrgent ? this.#notBefore : Math.max(this.#notBefore, this.#restUntil);
    const now = this.#now();
    const at = Math.max(now, notBefore);
    // What is asked for already, and no later, is not asked for again: a burst of writing is one round.
    if (this.#requestedAt !== null && this.#requestedAt <= at) return;
    this.#setTimer('next', at - now, () => this.#begin());
    this.#requestedAt = at;
  }

  requestNews(): void {
    if (this.#running === null) this.request(true);
    else this.#isNewsAgain = true;
  }

  resetBackoff(): void {
    this.#failures = 0;
    this.#restUntil = 0;
    this.#options.board.post({ attempt: 0 });
  }

  #begin(): void {
    this.#requestedAt = null;
    if (!this.#isStarted || this.#running !== null) return;
    this.#generation += 1;
    const mine = this.#generation;
    const isCurrent = () => mine === this.#generation;
    this.#lastAttempt = this.#now();
    this.#isWantedAgain = false;
    this.#isUrgentAgain = false;
    this.#isNewsAgain = false;
    this.#options.board.post({ nextAttemptAt: null });
    this.#running = this.#attempt(isCurrent).then(() => {
      if (!isCurrent()) return;
      this.#running = null;
      // News prove that the network is there: after a round that failed the next one does not wait (RT3).
      const isNews = this.#isNewsAgain && (this.#failures > 0 || this.#options.hasNews());
      if (this.#isWantedAgain || isNews) this.request(this.#isUrgentAgain || isNews);
    });
  }

  async #attempt(isCurrent: () => boolean): Promise<void> {
    const { ports, board, round } = this.#options;
    const run = async () => {
      this.#lockWait.handleRound();
      const failed = await round(isCurrent);
      if (isCurrent()) this.#conclude(failed);
    };
    try {
      if (this.#lockWait.isOver) return await run();
      if ((await ports.locks.withLock(roundLock, run)) === 'held' || !isCurrent()) return;
      this.#setTimer('next', this.#lockWait.handleRefused(), () => this.#begin());
    } catch (cause) {
      // Rounds turn their failures into values; what is thrown here is the lock's, and one more reason to try again.
      board.raise({ kind: 'storage', detail: String(cause) });
      if (isCurrent()) this.#conclude({ retryAfterMs: 0 });
    }
  }

  #conclude(failed: StepFailed | null): void {
    const { ports, board } = this.#options;
    const isTurn = failed?.isTurn === true;
    this.#lastAttempt = this.#now();
    this.#failures = failed === null || isTurn ? 0 : this.#failures + 1;
    board.post({ attempt: this.#failures });
    if (failed === null) return;
    const delayMs = isTurn
      ? failed.retryAfterMs
      : retryDelayMs(this.#failures, ports.random, failed.retryAfterMs);
    // Only pushing waits for a turn: what is urgent, and news to pull, start a round before it.
    this.#turnAt = isTurn ? this.#now() + delayMs : 0;
    this.#notBefore = failed.retryAfterMs > 0 && !isTurn ? this.#now() + delayMs : 0;
    this.#restUntil = isTurn ? 0 : this.#now() + Math.min(delayMs, restMs);
    board.post({ nextAttemptAt: Math.round(ports.clock.now() + delayMs) });
    this.#setTimer('next', delayMs, () => this.#begin());
  }

  #poll(): void {
    this.#options.handlePoll();
    this.request();
    const delayMs = pollMs * (0.75 + this.#options.ports.random.next() / 2);
    this.#setTimer('poll', delayMs, () => this.#poll());
  }

  #watch(): void {
    const { board } = this.#options;
    const now = this.#now();
    const { unsent, watchdogFires } = board.read();
    this.#unsentSince = unsent === 0 ? null : (this.#unsentSince ?? now);
    // A tab that was frozen could not try: it tries now, and its count of quiet begins anew.
    const slept = this.#lastWatch !== null && now - this.#lastWatch > 2 * watchdogTickMs;
    this.#lastWatch = now;
    if (slept && this.#unsentSince !== null) {
      this.#unsentSince = now;
      this.request();
    }
    const lastTried = Math.max(this.#lastAttempt, this.#options.lastExchange());
    const quietSince = Math.max(this.#unsentSince ?? now, lastTried, this.#notBefore, this.#turnAt);
    if (now - quietSince > watchdogLimitMs) {
      board.post({ watchdogFires: watchdogFires + 1 });
      // Whatever was under way is given up; sending twice is harmless.
      this.#generation += 1;
      this.#running = null;
      this.#begin();
    }
    this.#setTimer('watchdog', watchdogTickMs, () => this.#watch());
  }

  #setTimer(name: TimerName, delayMs: number, run: () => void): void {
    this.#cancels.get(name)?.();
    if (name === 'next') this.#requestedAt = null;
    this.#cancels.set(name, this.#options.ports.timers.after(delayMs, run));
  }

  #now(): number {
    return this.#options.ports.clock.monotonic();
  }
}
