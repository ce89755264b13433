import type { Timers } from '@truc/base';
import {
  EdgeLeaseResponseSchema,
  type DisplayId,
  type EdgeLease,
  type ViewingPurpose,
} from '@truc/media/signalling';
import type { HeldLease } from '@truc/media/viewer';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { SessionStore } from '#lib/ports/session-storage/session-store.ts';

export type EdgeLeasesParts = {
  readonly http: HttpClient;
  /** The leases are for this display alone. */
  readonly display: () => DisplayId;
  readonly store: Pick<SessionStore, 'readEdgeLeases' | 'keepEdgeLeases'>;
  /** Where they are asked for: a display that nobody signs in on has a door of its own. */
  readonly path?: '/api/edge-leases' | '/api/display/edge-leases';
  readonly timers: Timers;
  readonly now: () => number;
};

/** So early in a lease's life it is asked for anew, so that a cut finds most of it still to come. */
const renewAtLifePart = 0.25;
const leastMs = 30_000;
/** Where there is no node at a facility, or this device may have no lease. */
const restMs = 10 * 60_000;
/** Walls of one browser whose leases are kept. */
const displaysKept = 8;

/**
 * What this person may watch at the node of his facility while the server cannot be asked, renewed while a wall is open. It lies
 * in his vault too, under this tab's display, so that a wall that is loaded anew without the line shows its cameras again.
 */
export class EdgeLeases {
  readonly #parts: EdgeLeasesParts;
  #leases: readonly EdgeLease[] = [];
  #keepers = 0;
  #cancel = () => {};

  constructor(parts: EdgeLeasesParts) {
    this.#parts = parts;
  }

  /** From now on there are leases, as far as there can be; the returned function ends that. */
  keep(): () => void {
    this.#keepers += 1;
    if (this.#keepers === 1) void this.#restore().then(() => this.#renew());
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

  /** What an earlier life of this page was given. */
  async #restore(): Promise<void> {
    const { store, display } = this.#parts;
    const kept = await store.readEdgeLeases();
    const own = kept.find((each) => each.display === display());
    if (this.#leases.length === 0 && own !== undefined) this.#leases = own.leases;
  }

  async #renew(): Promise<void> {
    const { http, timers, path = '/api/edge-leases' } = this.#parts;
    const display = this.#parts.display();
    const body = { display };
    const answer = await http.request({
      method: 'POST',
      path,
      body,
      answer: EdgeLeaseResponseSchema,
    });
    if (this.#keepers === 0) return;
    // Without an answer what is held goes on until its end.
    if (answer.ok) {
      this.#leases = answer.value.leases;
      await this.#keepForReload(display);
    }
    this.#cancel = timers.after(this.#renewAfterMs(answer.ok), () => void this.#renew());
  }

  async #keepForReload(display: DisplayId): Promise<void> {
    const { store, now } = this.#parts;
    const others = (await store.readEdgeLeases())
      .filter((each) => each.display !== display)
      .map((each) => ({ ...each, leases: each.leases.filter(({ expiresAt }) => now() < expiresAt) }));
    const all = [...others, { display, leases: [...this.#leases] }].filter(({ leases }) => leases.length > 0);
    await store.keepEdgeLeases(all.slice(-displaysKept));
  }

  #renewAfterMs(isAnswered: boolean): number {
    const lives = this.#leases.map(({ issuedAt, expiresAt }) => expiresAt - issuedAt);
    if (lives.length === 0) return isAnswered ? restMs : leastMs;
    return isAnswered ? Math.max(leastMs, Math.min(...lives) * renewAtLifePart) : leastMs;
  }
}
