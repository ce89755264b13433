import { foldShifts, type Watch } from '@truc/domain/shift';
import type { ScopeId } from '@truc/sync/protocol';
import type { ShiftFacts } from './shift-facts.ts';

/** The watch of each of these posts, by its scope. A post's facts are read again when there are more of them, and not before. */
export function createKeptWatches(facts: ShiftFacts, factsRead: number) {
  const kept = new Map<ScopeId, { readonly seq: number; readonly watch: Watch }>();
  const nobody = foldShifts([]);
  return async (scopes: readonly ScopeId[]): Promise<ReadonlyMap<ScopeId, Watch>> => {
    const newest = await facts.newest(scopes);
    const grown = [...newest].flatMap(([scope, seq]) => (kept.get(scope)?.seq === seq ? [] : [scope]));
    if (grown.length > 0)
      for (const [scope, { facts: told, reach }] of await facts.of(grown, { limit: factsRead, until: null }))
        kept.set(scope, { seq: newest.get(scope) ?? 0, watch: foldShifts(told, reach) });
    return new Map(scopes.map((scope) => [scope, kept.get(scope)?.watch ?? nobody]));
  };
}
