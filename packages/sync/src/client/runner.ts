/**
 * Decides when a round runs: at once on news, after a jittered delay on failure, on a slow poll, and by a watchdog that
 * trusts none of these. At most one round at a time here; tabs share a lock that merely saves work.
 */
import type { ClientPorts } from './ports.ts';
import { retryDelayMs } from './retry-policy.ts';
import type { StepFailed } from './round-context.ts';
import type { StatusBoard } from './status-board.ts';

export const pollMs = 30_000;
/** Unsent operations and no attempt for this long: something forgot to try, whatever it was. */
export const watchdogLimitMs = 20_000;
const watchdogTickMs = 5_000;
/** A tab that was frozen keeps its lock. Past this the round runs without: it is safe, only wasteful. */
const lockPatienceMs = 10_000;
const lockName = 'truc-sync';

export type RunnerOptions = {
  readonly ports: ClientPorts;
  readonly board: StatusBoard;
  /** `isCurrent` turns false when the watchdog gave this round up. */
  readonly round: (isCurrent: () => boolean) => Promise<StepFailed | null>;
  readonly handlePoll: () => void;
};

export interface Runner {
  start(): void;
  stop(): Promise<void>;
  /** A round is wanted now. Several requests in one turn make one round. */
  request(): void;
  /** The network came back: the next attempt is the first of a new count. */
  resetBackoff(): void;
}

export function createRunner({ ports, board, round, handlePoll }: RunnerOptions): Runner {
  const { clock, timers, random, locks } = ports;
  const cancels = new Map<'next' | 'poll' | 'watchdog', () => void>();
  let isStarted = false;
  let generation = 0;
  let running: Promise<void> | null = null;
  let isWantedAgain = false;
  let failures = 0;
  let notBefore = 0;
  let lastAttempt = 0;
  let unsentSince: number | null = null;
  let lockRefusedSince: number | null = null;

  function setTimer(name: 'next' | 'poll' | 'watchdog', delayMs: number, run: () => void): void {
    cancels.get(name)?.();
    cancels.set(name, timers.after(delayMs, run));
  }

  function request(): void {
    if (!isStarted) return;
    if (running !== null) isWantedAgain = true;
    else setTimer('next', Math.max(0, notBefore - clock.monotonic()), begin);
  }

  function begin(): void {
    if (!isStarted || running !== null) return;
    generation += 1;
    const mine = generation;
    lastAttempt = clock.monotonic();
    isWantedAgain = false;
    board.post({ nextAttemptAt: null });
    running = attempt(() => mine === generation).finally(() => {
      if (mine !== generation) return;
      running = null;
      if (isWantedAgain) request();
    });
  }

  async function attempt(isCurrent: () => boolean): Promise<void> {
    const run = async () => {
      lockRefusedSince = null;
      const failed = await round(isCurrent);
      if (isCurrent()) conclude(failed);
    };
    const patienceEnds = (lockRefusedSince ?? clock.monotonic()) + lockPatienceMs;
    if (clock.monotonic() >= patienceEnds) return run();
    if ((await locks.withLock(lockName, run)) === 'held' || !isCurrent()) return;
    lockRefusedSince ??= clock.monotonic();
    setTimer('next', 100 + random.next() * 300, begin);
  }

  function conclude(failed: StepFailed | null): void {
    failures = failed === null ? 0 : failures + 1;
    board.post({ attempt: failures });
    if (failed === null) return;
    const delayMs = retryDelayMs(failures, random, failed.retryAfterMs);
    notBefore = failed.retryAfterMs > 0 ? clock.monotonic() + delayMs : 0;
    board.post({ nextAttemptAt: Math.round(clock.now() + delayMs) });
    setTimer('next', delayMs, begin);
  }

  function poll(): void {
    handlePoll();
    request();
    setTimer('poll', pollMs * (0.75 + random.next() / 2), poll);
  }

  function watch(): void {
    const now = clock.monotonic();
    unsentSince = board.read().unsent === 0 ? null : (unsentSince ?? now);
    const quietSince = Math.max(unsentSince ?? now, lastAttempt, notBefore);
    if (now - quietSince > watchdogLimitMs) {
      board.post({ watchdogFires: board.read().watchdogFires + 1 });
      // Whatever was under way is given up; sending twice is harmless.
      generation += 1;
      running = null;
      begin();
    }
    setTimer('watchdog', watchdogTickMs, watch);
  }

  return {
    start() {
      isStarted = true;
      poll();
      watch();
    },
    async stop() {
      isStarted = false;
      generation += 1;
      for (const cancel of cancels.values()) cancel();
      await running;
      running = null;
    },
    request,
    resetBackoff() {
      failures = 0;
      board.post({ attempt: 0 });
    },
  };
}
