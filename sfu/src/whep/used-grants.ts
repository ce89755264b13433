import type { Clock } from '@truc/base';
import type { GrantId, ViewingGrantClaims } from '@truc/media/signalling';

/** Grants that have begun a viewing here: each begins one, so that what was overheard is worth nothing. Forgotten when they end. */
export class UsedGrants {
  readonly #clock: Clock;
  readonly #untilMs = new Map<GrantId, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False when it was taken before; otherwise a function that gives it back, for when nothing came of it. */
  take({ jti, exp }: ViewingGrantClaims): false | (() => void) {
    const now = this.#clock.now();
    for (const [grant, until] of this.#untilMs) if (until <= now) this.#untilMs.delete(grant);
    if (this.#untilMs.has(jti)) return false;
    this.#untilMs.set(jti, exp * 1_000);
    return () => void this.#untilMs.delete(jti);
  }
}
