import { foldShifts, noWatch, type Watch } from '@truc/domain/shift';
import type { ScopeId } from '@truc/sync/protocol';
import type { ShiftFacts } from './shift-facts.ts';

/** Posts that are remembered at most; one that was let go is read again. */
const remembered = 2_000;

/** `limit`: of the newest facts of a post. `of`: what is kept of its watch. */
export type KeptWatchesOptions<T> = { readonly limit: number; readonly of: (watch: Watch) => T };

/** Of the watch of each of these posts, by its scope. A post's facts are read again when there are more of them, and not before. */
export function createKeptWatches<T extends object>(facts: ShiftFacts, { limit, of }: KeptWatchesOptions<T>) {
  const kept = new Map<ScopeId, { readonly seq: number; readonly value: T }>();
  const nobody = of(noWatch);

  function keep(scope: ScopeId, seq: number, value: T): void {
    const [oldest] = kept.keys();
    if (kept.size >= remembered && oldest !== undefined) kept.delete(oldest);
    kept.set(scope, { seq, value });
  }

  return async (scopes: readonly ScopeId[]): Promise<ReadonlyMap<ScopeId, T>> => {
    const newest = await facts.newest(scopes);
    const known = new Map<ScopeId, T>();
    for (const [scope, seq] of newest) {
      const before = kept.get(scope);
      if (before?.seq === seq) known.set(scope, before.value);
    }
    const grown = [...newest.keys()].filter((scope) => !known.has(scope));
    const read = grown.length === 0 ? [] : await facts.of(grown, { limit, until: null });
    for (const [scope, { facts: told, reach }] of read) {
      const value = of(foldShifts(told, reach));
      known.set(scope, value);
      keep(scope, newest.get(scope) ?? 0, value);
    }
    return new Map(scopes.map((scope) => [scope, known.get(scope) ?? nobody]));
  };
}
