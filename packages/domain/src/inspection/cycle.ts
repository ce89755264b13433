/** N-03: each facility is inspected at least once in a number of days. Camera or on the spot: the source does not say. */
import type { Facility } from '../facility/facility.ts';

/** Days; a setting of the province. */
export const usualCycleDays = 15;
const dayMs = 24 * 60 * 60_000;

/** Facilities in which people are guarded now. */
export function isInCycle({ state }: Pick<Facility, 'state'>): boolean {
  return state === 'operating';
}

export type CycleState = {
  /** When it was last inspected, ms; null: never. */
  readonly last: number | null;
  /** Until when the next is due; null where it never was inspected: at once. */
  readonly dueAt: number | null;
  readonly isOverdue: boolean;
};

export function cycleStateOf(last: number | null, cycleDays: number, now: number): CycleState {
  const dueAt = last === null ? null : last + cycleDays * dayMs;
  return { last, dueAt, isOverdue: dueAt === null || now > dueAt };
}
