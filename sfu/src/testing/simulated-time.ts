import type { Clock, Timers } from '@truc/base';

export type SimulatedTime = {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Moves time on, running each timer at its moment. */
  advance(ms: number): void;
  /** The same, and whatever each timer promised has had its say before the next one runs. */
  pass(ms: number): Promise<void>;
};

const startWallMs = Date.UTC(2026, 10, 22, 8);

/** Until every promise that waits for nothing else has had its say. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

/** A clock that stands still until a test moves it; the monotonic one begins at `startMs`. */
export function createSimulatedTime(startMs = 0): SimulatedTime {
  let nowMs = startMs;
  let waiting: { readonly atMs: number; readonly run: () => void }[] = [];

  /** Runs the next timer that falls due by then; false when there is none. */
  function runNext(untilMs: number): boolean {
    const next = waiting.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
    if (next === undefined) return false;
    waiting = waiting.filter((timer) => timer !== next);
    nowMs = Math.max(nowMs, next.atMs);
    next.run();
    return true;
  }

  function advance(ms: number): void {
    const untilMs = nowMs + ms;
    while (runNext(untilMs));
    nowMs = untilMs;
  }

  async function pass(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    do await settle();
    while (runNext(untilMs));
    nowMs = untilMs;
  }

  return {
    clock: { now: () => startWallMs + nowMs, monotonic: () => nowMs },
    timers: {
      after(delayMs, run) {
        const timer = { atMs: nowMs + delayMs, run };
        waiting.push(timer);
        return () => {
          waiting = waiting.filter((other) => other !== timer);
        };
      },
    },
    advance,
    pass,
  };
}
