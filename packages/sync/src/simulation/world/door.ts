/** The door of a crowded server in small (ST3): so many pushes a second, each device in its turn, and told when that is. */
import type { DeviceId } from '@truc/sync/protocol';

/** `packed`: a whole province is back at once, and each turn is far away and small. */
export type Crowd = 'crowded' | 'packed';

const crowds: Readonly<Record<Crowd, { readonly waitMs: number; readonly maxBatch: number }>> = {
  crowded: { waitMs: 0, maxBatch: 100 },
  packed: { waitMs: 4_000, maxBatch: 10 },
};
const paceMs = 250;
const longestTurnMs = 5_000;
const shortestTurnMs = 250;

export type Turn = { readonly retryAfterMs: number; readonly maxBatch: number };

export class Door {
  readonly #turns = new Map<DeviceId, number>();
  #freeAt = 0;

  /** Null lets it in. `now`: ms. */
  knock(dev: DeviceId, { crowd, now }: { readonly crowd: Crowd; readonly now: number }): Turn | null {
    const { waitMs, maxBatch } = crowds[crowd];
    const turnAt = this.#turns.get(dev) ?? this.#takeTurn(now + waitMs);
    if (turnAt <= now) {
      this.#turns.delete(dev);
      return null;
    }
    this.#turns.set(dev, turnAt);
    const retryAfterMs = Math.min(longestTurnMs, Math.max(shortestTurnMs, turnAt - now));
    return { retryAfterMs, maxBatch };
  }

  #takeTurn(from: number): number {
    const turnAt = Math.max(from, this.#freeAt);
    this.#freeAt = turnAt + paceMs;
    return turnAt;
  }
}
