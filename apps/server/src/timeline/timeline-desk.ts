import type { Clock } from '@truc/base';
import type { TimelineResponse } from '@truc/domain/api';
import type { Post } from '@truc/domain/facility';
import type { Slot } from '@truc/domain/shift';
import type { TimelineItem } from '@truc/domain/timeline';
import { readablePlaces } from '../access/readable-places.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { rightsOf } from '../access/rights.ts';
import type { TimelineLogs } from './timeline-logs.ts';

export type TimelineParts = {
  readonly registers: RegisterCache;
  readonly clock: Clock;
  readonly logs: TimelineLogs;
  readonly gaps: (
    register: Register,
    of: { readonly posts: readonly Post[]; readonly period: Slot },
  ) => Promise<readonly TimelineItem[]>;
};

/** What happened in this stretch, as far as this person may read it: the rest is neither named nor counted. */
export async function timelineOf(
  { person, period }: { readonly person: string; readonly period: Slot },
  { registers, clock, logs, gaps }: TimelineParts,
): Promise<TimelineResponse> {
  const register = await registers.current();
  const readable = readablePlaces(register, rightsOf(register, person, clock));
  const [cases, faults, unmanned] = await Promise.all([
    logs.cases([...readable.cases.values()]),
    logs.faults([...readable.faults.values()]),
    gaps(register, { posts: readable.posts, period }),
  ]);
  const all = [...[...cases.values(), ...faults.values()].flat(), ...unmanned];
  const named = new Set([
    ...readable.cases.keys(),
    ...readable.faults.keys(),
    ...readable.posts.map(({ facility }) => facility),
  ]);
  return {
    at: clock.now(),
    ...period,
    facilities: [...register.facilities.values()]
      .filter(({ id }) => named.has(id))
      .map(({ id, name }) => ({ id, name })),
    items: all.filter(({ from, to }) => from < period.to && (to === null || to >= period.from)),
  };
}
