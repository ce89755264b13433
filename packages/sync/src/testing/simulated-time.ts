import type { Clock, Timers } from '@truc/base';

export type SimulatedTime = Clock &
  Timers & {
    /** Runs everything that falls due within `forMs`, in order, letting promises settle in between. */
    advance(forMs: number): Promise<void>;
    /** Lets promises settle without any time passing. */
    settle(): Promise<void>;
  };

type Timer = { readonly at: number; readonly order: number; readonly run: () => void };

export function createSimulatedTime(startMs = 1_800_000_000_000): SimulatedTime {
  let mono = 0;
  let order = 0;
  let timers: Timer[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const nextDue = (until: number) =>
    timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
  return {
    now: () => startMs + mono,
    monotonic: () => mono,
    after(delayMs, run) {
      const timer = { at: mono + Math.max(0, delayMs), order: (order += 1), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    async advance(forMs) {
      const until = mono + forMs;
      await settle();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        const due = timer;
        timers = timers.filter((one) => one !== due);
        mono = Math.max(mono, due.at);
        due.run();
        await settle();
      }
      mono = until;
    },
    settle,
  };
}
