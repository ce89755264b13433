import type { Clock, Timers } from '@truc/base';

export type BoardWatchOptions = {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Whether the SFU answers. */
  readonly isConnected: () => boolean;
  /** Tells these people that their board has changed. */
  readonly hint: (people: readonly string[]) => void;
};

/** What changes within this is told once. */
const gatherMs = 100;
const lookEveryMs = 500;
/** A board that is open asks every half minute, whatever it is told. */
const openForMs = 90_000;

/** Knows who has a board open, and tells them when what stands on it may have changed. */
export class BoardWatch {
  readonly #options: BoardWatchOptions;
  readonly #askedAt = new Map<string, number>();
  #lostSince: number | null = null;
  #cancelHint: (() => void) | null = null;
  #cancelLook: () => void = () => {};

  constructor(options: BoardWatchOptions) {
    this.#options = options;
    this.#look();
  }

  /** Since when the SFU has not answered; null while it does. */
  get lostSince(): number | null {
    return this.#lostSince;
  }

  asked(person: string): void {
    this.#askedAt.set(person, this.#options.clock.now());
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
    this.#cancelLook();
  }

  #look(): void {
    const { clock, timers, isConnected } = this.#options;
    const wasLost = this.#lostSince !== null;
    this.#lostSince = isConnected() ? null : (this.#lostSince ?? clock.now());
    if (wasLost !== (this.#lostSince !== null)) this.changed();
    this.#cancelLook = timers.after(lookEveryMs, () => this.#look());
  }
}
