/** A tablet's wall clock: set by hand, stuck, running fast or slow. The monotonic clock beside it is never wrong. */
import type { Scheduler } from '../core/scheduler.ts';

/** Server time at the start of every run: 2027-01-15. */
export const startOfTime = 1_800_000_000_000;

export type ClockChange =
  | { readonly kind: 'jump'; readonly byMs: number }
  | { readonly kind: 'set'; readonly toMs: number }
  | { readonly kind: 'stick' }
  | { readonly kind: 'drift'; readonly perSecondMs: number };

export class WallClock {
  #ahead: number;
  #stuckAt: number | null = null;
  #drift = 0;
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler, aheadMs: number) {
    this.#scheduler = scheduler;
    this.#ahead = aheadMs;
  }

  /** The latest that it ever showed. */
  highest = 0;

  now(): number {
    const { now } = this.#scheduler;
    const shown = this.#stuckAt ?? startOfTime + now + this.#ahead + (now / 1_000) * this.#drift;
    if (shown > this.highest) this.highest = shown;
    return shown;
  }

  change(change: ClockChange): void {
    this.#stuckAt = null;
    if (change.kind === 'jump') this.#ahead += change.byMs;
    else if (change.kind === 'set') this.#ahead = change.toMs - startOfTime - this.#scheduler.now;
    else if (change.kind === 'drift') this.#drift = change.perSecondMs;
    else this.#stuckAt = this.now();
  }
}
