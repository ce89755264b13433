import type { SourcePatch } from '../core/engine-hooks.ts';
import type { Plan, PlanEvent } from '../plan/plan.ts';

/** A bug that somebody else's users had to live with, and the change that plants it here. */
export type Exhibit = {
  readonly id: string;
  /** What it does to a person. */
  readonly harm: string;
  /** Where it was complained of, measured or documented. */
  readonly complaint: string;
  readonly patch: SourcePatch;
  /** Where it can show: seeds with such a plan are run. What finds it are the invariants of every run. */
  readonly provokedBy?: (plan: Plan) => boolean;
};

/** A plan in which all of this happens. */
export function befallenBy(...troubles: readonly PlanEvent['what'][]): (plan: Plan) => boolean {
  return ({ events }) => troubles.every((trouble) => events.some(({ what }) => what === trouble));
}
