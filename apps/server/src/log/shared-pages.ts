import type { Clock } from '@truc/base';
import type { LogSnapshot, LogStore, StoredLeaf } from '@truc/sync/server';

export type SharedPagesOptions = {
  readonly clock: Clock;
  /** Octets of headers, bodies and salts that are held at most. */
  readonly maxBytes: number;
};

/** A body that is taken out by decision is given out for this long at most. */
export const pageLifeMs = 2_000;

type Range = Parameters<LogSnapshot['leavesAfter']>[0];
type Page = { readonly leaves: Promise<readonly StoredLeaf[]>; readonly diesAt: number; bytes: number };

/**
 * Many tablets of one facility come back with the same cursors: they share one read of each page. A page is named by its log's
 * life, its beginning and the head that the reader's own snapshot shows, between which nothing can change: logs only grow.
 */
export function shareLogPages(store: LogStore, { clock, maxBytes }: SharedPagesOptions): LogStore {
  const pages = new Map<string, Page>();
  let held = 0;

  function forget(name: string): void {
    const page = pages.get(name);
    if (page === undefined) return;
    held -= page.bytes;
    pages.delete(name);
  }

  /** Oldest first: they were put in in their order, and all live equally long. */
  function makeRoom(now: number): void {
    for (const [name, { diesAt }] of pages) {
      if (diesAt > now && held <= maxBytes) return;
      forget(name);
    }
  }

  async function read(
    name: string,
    fresh: () => Promise<readonly StoredLeaf[]>,
  ): Promise<readonly StoredLeaf[]> {
    const now = clock.monotonic();
    makeRoom(now);
    const shared = pages.get(name);
    if (shared !== undefined) {
      try {
        return await shared.leaves;
      } catch {
        // The one who read it failed, in a transaction of his own: this one reads for itself.
        return fresh();
      }
    }
    const page: Page = { leaves: fresh(), diesAt: now + pageLifeMs, bytes: 0 };
    pages.set(name, page);
    try {
      const leaves = await page.leaves;
      if (pages.get(name) === page) held += page.bytes = octetsOf(leaves);
      return leaves;
    } catch (failure) {
      if (pages.get(name) === page) forget(name);
      throw failure;
    }
  }

  function shareIn(snapshot: LogSnapshot): LogSnapshot {
    const lives = new Map<string, string>();
    return {
      async scopesAt(cursors) {
        const ats = await snapshot.scopesAt(cursors);
        for (const { scope, epoch, head } of ats) lives.set(scope, `${scope} ${epoch} ${head}`);
        return ats;
      },
      leavesAfter(range: Range) {
        const life = lives.get(range.scope);
        const fresh = () => snapshot.leavesAfter(range);
        return life === undefined ? fresh() : read(`${life} ${range.afterSeq} ${range.budgetBytes}`, fresh);
      },
    };
  }

  return {
    transact: (run) => store.transact(run),
    snapshot: (run) => store.snapshot((snapshot) => run(shareIn(snapshot))),
  };
}

function octetsOf(leaves: readonly StoredLeaf[]): number {
  return leaves.reduce((sum, { op }) => sum + op.h.length + op.b.length + op.s.length, 0);
}
