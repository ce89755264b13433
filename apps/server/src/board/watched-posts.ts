import { postFigures, type PostFigures } from '@truc/domain/board';
import type { Post } from '@truc/domain/facility';
import { dayMs, gapsOf, noWatch } from '@truc/domain/shift';
import { createKeptWatches } from '../access/kept-watches.ts';
import type { Register } from '../access/register.ts';
import { postScope } from '../access/rights.ts';
import type { ShiftFacts } from '../access/shift-facts.ts';
import { planOf } from '../routes/watch-plan-of.ts';

/** Of each post: some days of three shifts a day. */
const factsRead = 60;
/** A post that has been without anybody for longer is said to be so since then. */
const lookBackMs = 2 * dayMs;

/** Which of these posts nobody answers for now (GL-20), by facility. */
export function createWatchedPosts(facts: ShiftFacts, now: () => number) {
  const watchesOf = createKeptWatches(facts, { limit: factsRead, of: (watch) => watch });

  return async (register: Register, readable: readonly Post[]): Promise<ReadonlyMap<string, PostFigures>> => {
    const posts = readable.filter(({ facility }) => facility !== null);
    const watches = await watchesOf(posts.map(postScope));
    const at = now();
    const period = { from: at - lookBackMs, to: at };
    const states = posts.map((post) => {
      const watch = watches.get(postScope(post)) ?? noWatch;
      const { documents, patterns } = planOf(register, post);
      const gap = gapsOf({ watch, patterns, documents, period, now: at }).find(({ isOpen }) => isOpen);
      return { facility: post.facility ?? '', manned: gap === undefined, since: gap?.from ?? null };
    });
    const byFacility = Map.groupBy(states, ({ facility }) => facility);
    return new Map([...byFacility].map(([facility, own]) => [facility, postFigures(own)]));
  };
}
