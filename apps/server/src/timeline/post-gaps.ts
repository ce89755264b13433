import type { Post } from '@truc/domain/facility';
import { dayMs, gapsOf, type Slot } from '@truc/domain/shift';
import { gapItems, type TimelineItem } from '@truc/domain/timeline';
import { createKeptWatches } from '../access/kept-watches.ts';
import type { Register } from '../access/register.ts';
import { postScope } from '../access/rights.ts';
import type { ShiftFacts } from '../access/shift-facts.ts';
import { planOf } from '../routes/watch-plan-of.ts';

/** Of each post: a month and more of three shifts a day, with four facts each. */
const factsRead = 600;
/** A gap that was there before the stretch began is followed so far back, and up to now: it neither begins nor ends with the stretch. */
const lookBackMs = 2 * dayMs;

/** Every gap of these posts' watches in a stretch (GL-20). */
export function createPostGaps(facts: ShiftFacts, now: () => number) {
  const watchesOf = createKeptWatches(facts, { limit: factsRead, of: (watch) => watch });

  return async (
    register: Register,
    { posts, period }: { readonly posts: readonly Post[]; readonly period: Slot },
  ): Promise<readonly TimelineItem[]> => {
    const watches = await watchesOf(posts.map(postScope));
    const at = now();
    return posts.flatMap((post) => {
      const watch = watches.get(postScope(post));
      if (watch === undefined) return [];
      const { documents, patterns } = planOf(register, post);
      const seen = { from: period.from - lookBackMs, to: at };
      const gaps = gapsOf({ watch, patterns, documents, period: seen, now: at });
      const { id, name, facility } = post;
      return gapItems({ post: id, name, facility, gaps });
    });
  };
}
