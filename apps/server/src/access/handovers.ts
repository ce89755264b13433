import type { Handover } from '@truc/domain/logbook';
import { foldShifts, handoversOf, noWatch } from '@truc/domain/shift';
import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { createShiftFacts } from './shift-facts.ts';

export type KnownHandovers = ReadonlyMap<ScopeId, readonly Handover[]>;

/** The newest handovers of posts, as the ingest needs them for each push: folded again only when a fact of the watch was added. */
export interface Handovers {
  of(scopes: readonly ScopeId[]): Promise<KnownHandovers>;
}

/** Some three weeks of a post with three shifts a day: what is written before those says by its own time that it is late. */
const factsRead = 250;
const remembered = 2_000;

type Remembered = { readonly seq: number; readonly handovers: readonly Handover[] };

export function createHandovers(pool: pg.Pool): Handovers {
  const facts = createShiftFacts(pool);
  const known = new Map<ScopeId, Remembered>();

  function remember(scope: ScopeId, one: Remembered): void {
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(scope, one);
  }

  return {
    async of(scopes) {
      const posts = scopes.filter((scope) => scope.startsWith('post:'));
      if (posts.length === 0) return new Map();
      const newest = await facts.newest(posts);
      const changed = [...newest].filter(([scope, seq]) => known.get(scope)?.seq !== seq);
      if (changed.length > 0) {
        const read = await facts.of(
          changed.map(([scope]) => scope),
          { limit: factsRead, until: null },
        );
        for (const [scope, seq] of changed) {
          const told = read.get(scope);
          const watch = told === undefined ? noWatch : foldShifts(told.facts, told.reach);
          remember(scope, { seq, handovers: handoversOf(watch) });
        }
      }
      return new Map([...newest.keys()].map((scope) => [scope, known.get(scope)?.handovers ?? []]));
    },
  };
}
