import type { Clock } from '@truc/base';
import { RateLimit } from '../signalling/rate-limit.ts';

/** More callers at once than any province has; beyond them the longest silent is forgotten. */
const callerLimit = 4_096;

/** One token bucket for each caller. */
export class KeyedRateLimit {
  readonly #options: ConstructorParameters<typeof RateLimit>[0];
  readonly #limits = new Map<string, RateLimit>();

  constructor(options: { readonly perSecond: number; readonly burst: number; readonly clock: Clock }) {
    this.#options = options;
  }

  take(caller: string): boolean {
    const limit = this.#limits.get(caller) ?? new RateLimit(this.#options);
    // Last in a Map is what was put there last.
    this.#limits.delete(caller);
    this.#limits.set(caller, limit);
    const [oldest] = this.#limits.keys();
    if (this.#limits.size > callerLimit && oldest !== undefined) this.#limits.delete(oldest);
    return limit.take();
  }
}
