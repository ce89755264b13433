type Sample = { readonly roundTripMs: number; readonly offsetMs: number };

const samplesKept = 8;

/** How far the SFU's clock is ahead of ours, by the quickest of the last eight exchanges: the one with the least room for error. */
export class ClockOffset {
  #samples: readonly Sample[] = [];

  /** `sentAt` and `receivedAt` by our clock, `theirNow` by the SFU's, all in ms. */
  add(exchange: { readonly sentAt: number; readonly receivedAt: number; readonly theirNow: number }): void {
    const roundTripMs = exchange.receivedAt - exchange.sentAt;
    // Our clock was set back in between: no exchange to learn from.
    if (roundTripMs < 0) return;
    const offsetMs = exchange.theirNow - (exchange.sentAt + roundTripMs / 2);
    this.#samples = [...this.#samples, { roundTripMs, offsetMs }].slice(-samplesKept);
  }

  /** What was learnt no longer holds: another SFU, or one of the clocks was set. */
  forget(): void {
    this.#samples = [];
  }

  /** Null before the first exchange. */
  get offsetMs(): number | null {
    const best = this.#samples.toSorted((a, b) => a.roundTripMs - b.roundTripMs)[0];
    return best?.offsetMs ?? null;
  }
}
