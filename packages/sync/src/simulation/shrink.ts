/** Makes a failing plan small: leaves out what it fails without, as long as the same invariant is violated. */
import type { Sha256 } from '@truc/sync/protocol';
import type { Plan } from './plan/plan.ts';
import { runPlan } from './run.ts';
import type { InvariantId } from './checks/violation.ts';

export type Shrunk = { readonly plan: Plan; readonly runs: number };

const runsAtMost = 400;

/** Call from a macrotask. */
export function shrinkPlan(plan: Plan, id: InvariantId, sha256: Sha256): Shrunk {
  let best = plan;
  let runs = 0;
  const stillFails = (candidate: Plan) => {
    runs += 1;
    return runPlan(candidate, sha256).violations.some((violation) => violation.id === id);
  };
  for (let size = Math.ceil(best.events.length / 2); size >= 1 && runs < runsAtMost;) {
    const before = best.events.length;
    for (let at = 0; at < best.events.length && runs < runsAtMost;) {
      const candidate = { ...best, events: best.events.toSpliced(at, size) };
      if (stillFails(candidate)) best = candidate;
      else at += size;
    }
    if (size === 1 && best.events.length === before) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  return { plan: best, runs };
}

/** Places of a shrunk plan's events in the plan of its seed: with the seed, all that is needed to run it again. */
export function keptEvents(whole: Plan, { events }: Plan): readonly number[] {
  const kept = new Set(events);
  return whole.events.flatMap((event, at) => (kept.has(event) ? [at] : []));
}

export function keepEvents(whole: Plan, kept: readonly number[]): Plan {
  const places = new Set(kept);
  return { ...whole, events: whole.events.filter((_, at) => places.has(at)) };
}
