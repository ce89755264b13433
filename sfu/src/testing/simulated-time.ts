import type { Clock, Timers } from '@truc/base';

export type SimulatedTime = {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Moves time on, running each timer at its moment. */
  advance(ms: number): void;
};

const startWallMs = Date.UTC(2026, 10, 22, 8);

/** A clock that stands still until a test moves it. */
export function createSimulatedTime(): SimulatedTime {
  let nowMs = 0;
  let waiting: { readonly atMs: number; readonly run: () => void }[] = [];

  function advance(ms: number): void {
    const untilMs = nowMs + ms;
    for (;;) {
      const next = waiting.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      waiting = waiting.filter((timer) => timer !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
    }
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
  };
}
