/** Checks upon substitute supervision: when they come due, and which were missed (GL-25). Times in ms. */
import type { Substitute } from './fault.ts';

export type ChecksState = {
  /** When each check that nobody made was due. */
  readonly missed: readonly number[];
  /** Null once the substitute has ended. */
  readonly dueAt: number | null;
  readonly isOverdue: boolean;
};

/** A check is due `everyMs` after the last one, or after the start. One that comes more than half of that later is another one. */
export function checksOf({ from, until, everyMs, checks }: Substitute, now: number): ChecksState {
  const missed: number[] = [];
  let anchor = from;
  for (const end of [...checks.map(({ at }) => at), until ?? now]) {
    for (let due = anchor + everyMs; due + everyMs / 2 < end; due += everyMs) missed.push(due);
    anchor = Math.max(anchor, end);
  }
  const last = checks.at(-1)?.at ?? from;
  const dueAt = until === null ? last + everyMs : null;
  return { missed, dueAt, isOverdue: dueAt !== null && now > dueAt };
}
