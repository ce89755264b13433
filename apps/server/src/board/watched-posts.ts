import { postFigures, type PostFigures } from '@truc/domain/board';
import { dayMs, foldShifts, gapsOf, type Watch } from '@truc/domain/shift';
import type { ScopeId } from '@truc/sync/protocol';
import type { Register } from '../access/register.ts';
import { postScope, type Rights } from '../access/rights.ts';
import type { ShiftFacts } from '../access/shift-facts.ts';
import { planOf } from '../routes/watch-plan-of.ts';

/** Of each post: some days of three shifts a day. */
const factsRead = 60;
/** A post that has been without anybody for longer is said to be so since then. */
const lookBackMs = 2 * dayMs;

/** Which posts nobody answers for now (GL-20), by facility, of those whose book this person may read. */
export function createWatchedPosts(facts: ShiftFacts, now: () => number) {
  const kept = new Map<ScopeId, { readonly seq: number; readonly watch: Watch }>();

  async function watchesOf(scopes: readonly ScopeId[]): Promise<ReadonlyMap<ScopeId, Watch>> {
    const newest = await facts.newest(scopes);
    const grown = [...newest].flatMap(([scope, seq]) => (kept.get(scope)?.seq === seq ? [] : [scope]));
    if (grown.length > 0)
      for (const [scope, { facts: told, reach }] of await facts.of(grown, { limit: factsRead, until: null }))
        kept.set(scope, { seq: newest.get(scope) ?? 0, watch: foldShifts(told, reach) });
    return new Map(scopes.map((scope) => [scope, kept.get(scope)?.watch ?? foldShifts([])]));
  }

  return async (register: Register, rights: Rights): Promise<ReadonlyMap<string, PostFigures>> => {
    const posts = [...register.posts.values()].filter(
      (post) => post.facility !== null && rights.mayRead(postScope(post)),
    );
    const watches = await watchesOf(posts.map(postScope));
    const at = now();
    const period = { from: at - lookBackMs, to: at };
    const states = posts.map((post) => {
      const watch = watches.get(postScope(post)) ?? foldShifts([]);
      const { documents, patterns } = planOf(register, post);
      const gap = gapsOf({ watch, patterns, documents, period, now: at }).find(({ isOpen }) => isOpen);
      return { facility: post.facility ?? '', manned: gap === undefined, since: gap?.from ?? null };
    });
    const byFacility = Map.groupBy(states, ({ facility }) => facility);
    return new Map([...byFacility].map(([facility, own]) => [facility, postFigures(own)]));
  };
}
