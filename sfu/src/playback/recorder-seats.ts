import { err, ok } from '@truc/base';
import type { Result } from '@truc/base';

export type SeatLimits = { readonly perRecorder: number; readonly total: number };

/** How many sessions we hold at each recorder: it has few, and records by others. */
export class RecorderSeats {
  readonly #limits: SeatLimits;
  readonly #held = new Map<string, number>();

  constructor(limits: SeatLimits) {
    this.#limits = limits;
  }

  get taken(): number {
    return [...this.#held.values()].reduce((sum, held) => sum + held, 0);
  }

  /** `recorder`: its host and port. The returned function gives the seat back, and may be called twice. */
  take(recorder: string): Result<() => void, 'recorder_busy' | 'too_many_playbacks'> {
    const held = this.#held.get(recorder) ?? 0;
    if (this.taken >= this.#limits.total) return err('too_many_playbacks');
    if (held >= this.#limits.perRecorder) return err('recorder_busy');
    this.#held.set(recorder, held + 1);
    let isHeld = true;
    return ok(() => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.#held.get(recorder) ?? 1) - 1;
      if (left === 0) this.#held.delete(recorder);
      else this.#held.set(recorder, left);
    });
  }
}
