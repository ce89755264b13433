import type { Clock, Timers } from '@truc/base';

export type OpenPagesOptions = {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Tells these people that what they have open has changed. */
  readonly hint: (people: readonly string[]) => void;
};

/** What changes within this is told once. */
const gatherMs = 100;
/** A page that is open asks every half minute, whatever it is told. */
const openForMs = 90_000;

/** Knows who has a page open whose figures the server makes, and tells them when these may have changed. */
export class OpenPages {
  readonly #options: OpenPagesOptions;
  readonly #askedAt = new Map<string, number>();
  #cancelHint: (() => void) | null = null;

  constructor(options: OpenPagesOptions) {
    this.#options = options;
  }

  /** True when it was not open before. */
  asked(person: string): boolean {
    const now = this.#options.clock.now();
    const before = this.#askedAt.get(person);
    this.#askedAt.set(person, now);
    return before === undefined || now - before > openForMs;
  }

  changed(): void {
    if (this.#askedAt.size === 0) return;
    this.#cancelHint ??= this.#options.timers.after(gatherMs, () => {
      this.#cancelHint = null;
      const { clock, hint } = this.#options;
      for (const [person, at] of this.#askedAt)
        if (clock.now() - at > openForMs) this.#askedAt.delete(person);
      if (this.#askedAt.size > 0) hint([...this.#askedAt.keys()]);
    });
  }

  close(): void {
    this.#cancelHint?.();
  }
}
