import type { Clock, Timers } from '@truc/base';

/** Time that passes only when the test says so. */
export class SimulatedTime implements Clock, Timers {
  #now = 1_800_000_000_000;
  #due: { readonly at: number; readonly run: () => void }[] = [];

  /** How far the wall clock has been set since the start. */
  steppedMs = 0;

  now(): number {
    return this.#now + this.steppedMs;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#due.push(timer);
    return () => {
      this.#due = this.#due.filter((each) => each !== timer);
    };
  }

  /** Lets the time pass, timer by timer, with whatever each sets going. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#due.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#due = this.#due.filter((each) => each !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settle();
    }
    this.#now = end;
  }
}

/** Until every promise that needs no timer has had its say. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
