import type { Handover } from '@truc/domain/logbook';
import { handoversOf } from '@truc/domain/shift';
import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { createKeptWatches } from './kept-watches.ts';
import { createShiftFacts } from './shift-facts.ts';

export type KnownHandovers = ReadonlyMap<ScopeId, readonly Handover[]>;

/** The newest handovers of posts, as the ingest needs them for each push: folded again only when a fact of the watch was added. */
export interface Handovers {
  of(scopes: readonly ScopeId[]): Promise<KnownHandovers>;
}

/** Some three weeks of a post with three shifts a day: what is written before those says by its own time that it is late. */
const factsRead = 250;

export function createHandovers(pool: pg.Pool): Handovers {
  const keptOf = createKeptWatches(createShiftFacts(pool), { limit: factsRead, of: handoversOf });
  return {
    async of(scopes) {
      const posts = scopes.filter((scope) => scope.startsWith('post:'));
      return posts.length === 0 ? new Map() : keptOf(posts);
    },
  };
}
