/** What replicas of a database show that are behind it: each snapshot another one, by its own lag. */
import type { LockedScope } from '@truc/sync/server';
import type { ScopeId } from '@truc/sync/protocol';
import type { Lots } from '../core/lots.ts';
import type { DatabaseLeaf, DatabaseState } from './database-state.ts';

/** Leaves are only added at the ends of their lists: what a head does not reach was not there yet. */
export type View = {
  readonly epoch: number;
  readonly scopes: ReadonlyMap<ScopeId, LockedScope>;
  readonly leaves: ReadonlyMap<ScopeId, readonly DatabaseLeaf[]>;
};

export class Past {
  /** Oldest first. */
  readonly #views: (View & { readonly at: number })[] = [];
  readonly #lots: Lots;
  readonly #longestMs: number;

  constructor(lots: Lots, longestMs: number) {
    this.#lots = lots;
    this.#longestMs = longestMs;
  }

  /** After each change of `state`. */
  note({ epoch, scopes, leaves }: DatabaseState, now: number): void {
    this.#views.push({ at: now, epoch, scopes: new Map(scopes), leaves });
    while ((this.#views[1]?.at ?? now) < now - this.#longestMs) this.#views.shift();
  }

  /** Null when nothing was there yet. */
  view(now: number): View | null {
    const seenUpTo = now - this.#lots.below(this.#longestMs);
    return this.#views.findLast(({ at }) => at <= seenUpTo) ?? null;
  }
}
