import type { Timers } from '@truc/base';
import {
  EdgeLeaseResponseSchema,
  type DisplayId,
  type EdgeLease,
  type ViewingPurpose,
} from '@truc/media/signalling';
import type { HeldLease } from '@truc/media/viewer';
import type { HttpClient } from '#lib/ports/http/http-client.ts';

export type EdgeLeasesParts = {
  readonly http: HttpClient;
  /** The leases are for this display alone. */
  readonly display: DisplayId;
  readonly timers: Timers;
  readonly now: () => number;
};

/** So early in a lease's life it is asked for anew, so that a cut finds most of it still to come. */
const renewAtLifePart = 0.25;
const leastMs = 30_000;
/** Where there is no node at a facility, or this device may have no lease. */
const restMs = 10 * 60_000;

/**
 * What this person may watch at the node of his facility while the server cannot be asked, kept while a wall is open. Held in
 * memory alone: a page that is loaded anew asks anew.
 */
export class EdgeLeases {
  readonly #parts: EdgeLeasesParts;
  #leases: readonly EdgeLease[] = [];
  #keepers = 0;
  #cancel = () => {};

  constructor(parts: EdgeLeasesParts) {
    this.#parts = parts;
  }

  /** From now on there are leases, as far as there can be; the returned function ends that, and forgets them. */
  keep(): () => void {
    this.#keepers += 1;
    if (this.#keepers === 1) void this.#renew();
    return () => {
      this.#keepers -= 1;
      if (this.#keepers > 0) return;
      this.#cancel();
      this.#leases = [];
    };
  }

  held(purpose: ViewingPurpose): readonly HeldLease[] {
    const now = this.#parts.now();
    return this.#leases
      .filter(({ expiresAt }) => now < expiresAt)
      .map(({ place, token, cameras }) => ({ place, token, cameras, purpose }));
  }

  async #renew(): Promise<void> {
    const { http, display, timers } = this.#parts;
    const body = { display };
    const answer = await http.request({
      method: 'POST',
      path: '/api/edge-leases',
      body,
      answer: EdgeLeaseResponseSchema,
    });
    if (this.#keepers === 0) return;
    // Without an answer what is held goes on until its end.
    if (answer.ok) this.#leases = answer.value.leases;
    this.#cancel = timers.after(this.#renewAfterMs(answer.ok), () => void this.#renew());
  }

  #renewAfterMs(isAnswered: boolean): number {
    const lives = this.#leases.map(({ issuedAt, expiresAt }) => expiresAt - issuedAt);
    if (lives.length === 0) return isAnswered ? restMs : leastMs;
    return isAnswered ? Math.max(leastMs, Math.min(...lives) * renewAtLifePart) : leastMs;
  }
}
