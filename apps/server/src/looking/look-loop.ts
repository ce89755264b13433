import type { Timers } from '@truc/base';

export type LookLoopOptions = {
  /** Looks once; answers in how many ms to look again if nothing wakes it. */
  readonly look: () => Promise<number>;
  /** A look that failed; answers the same. */
  readonly failed: (error: unknown) => number;
  /** How long a wake waits for others, in ms, so that they are looked at together; 0: it looks at once. */
  readonly gatherMs: number;
  readonly timers: Timers;
};

/** Looks time and again, one look at a time, sooner when it is woken; what wakes it during a look has one of its own after that. */
export class LookLoop {
  readonly #options: LookLoopOptions;
  #looking: Promise<void> | null = null;
  #isWoken = false;
  #cancel: () => void = () => {};
  #isClosed = false;

  constructor(options: LookLoopOptions) {
    this.#options = options;
  }

  /** Something may have changed. */
  wake(): void {
    if (this.#isClosed || this.#isWoken) return;
    this.#isWoken = true;
    if (this.#looking === null) this.#next();
  }

  /** Looks now, and resolves when what it found stands. */
  async look(): Promise<void> {
    await this.#looking;
    this.#begin();
    await this.#looking;
  }

  /** Resolves when no look is under way any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#looking;
  }

  #next(restMs = 0): void {
    if (this.#isClosed) return;
    const { gatherMs, timers } = this.#options;
    const ms = this.#isWoken ? gatherMs : restMs;
    if (this.#isWoken && ms === 0) return this.#begin();
    this.#cancel();
    this.#cancel = timers.after(ms, () => this.#begin());
  }

  #begin(): void {
    if (this.#isClosed || this.#looking !== null) return;
    this.#cancel();
    this.#isWoken = false;
    this.#looking = this.#lookOnce().then((restMs) => {
      this.#looking = null;
      this.#next(restMs);
    });
  }

  async #lookOnce(): Promise<number> {
    try {
      return await this.#options.look();
    } catch (error) {
      return this.#options.failed(error);
    }
  }
}
