/** One seed with all that is asked of it: some are run twice over, some once more with clocks that are right. */
import type { Sha256 } from '@truc/sync/protocol';
import { makePlan } from './plan/make-plan.ts';
import type { Plan } from './plan/plan.ts';
import { runPlan, type Run, type RunOutcome } from './run.ts';

/** One seed in so many is run a second time, and must leave the same trace (WS13). */
const twiceEvery = 32;
/** One seed in so many is run with clocks that nobody touches, and must end with the same outcomes (WS12). */
const calmEvery = 32;

export type Between = () => void;

/** `between`: called when one world is garbage and the next is not yet. */
export function runSeed(seed: number, sha256: Sha256, between?: Between): Run {
  return runWhole(makePlan(seed), sha256, between);
}

/** A run, and what a second one of the same plan, or of its calm twin, shows. */
export function runWhole(plan: Plan, sha256: Sha256, between: Between = () => undefined): Run {
  const hasCalmTwin = plan.seed % calmEvery === 2;
  const run = runPlan(plan, sha256, { keepsOutcomes: hasCalmTwin });
  if (run.violations.length > 0) return run;
  const { seed } = plan;
  const isTwice = seed % twiceEvery === 1;
  if (isTwice || hasCalmTwin) between();
  if (isTwice) {
    const again = runPlan(plan, sha256);
    if (again.trace !== run.trace) return withViolation(run, `another trace: ${run.trace}, ${again.trace}`);
  }
  if (hasCalmTwin) return checkClocks(plan, run, sha256);
  return run;
}

/** WS12: the same troubles without those of the clocks; every operation has the same outcome, whatever its device believed. */
function checkClocks(plan: Plan, run: Run, sha256: Sha256): Run {
  const calm: Plan = {
    ...plan,
    tablets: plan.tablets.map((tablet) => ({ ...tablet, wallAheadMs: 0 })),
    events: plan.events.map((event) =>
      event.what === 'clock' ? { ...event, change: { kind: 'jump', byMs: 0 } } : event,
    ),
  };
  const twin = runPlan(calm, sha256, { keepsOutcomes: true });
  const difference = firstDifference(run.outcomes, twin.outcomes);
  return difference === null ? run : withViolation(run, difference, 'WS12');
}

function firstDifference(a: Run['outcomes'], b: Run['outcomes']): string | null {
  for (const [key, outcome] of a) {
    const other = b.get(key);
    if (other !== undefined && other.word !== outcome.word && isByClock(outcome, other))
      return `${key}: ${outcome.word}, with right clocks ${other.word}`;
  }
  return null;
}

/**
 * Rounds fall a little differently in the two runs. A right that is withdrawn counts from the moment of receipt on, and a lease
 * is renewed a round sooner or later: where that explains the difference, no clock need have. `checkLeases` holds each such
 * verdict against the true time instead.
 */
function isByClock(one: RunOutcome, other: RunOutcome): boolean {
  const words = [one.word, other.word];
  if (words.includes('quarantined revoked_since')) return false;
  return (
    !words.includes('quarantined lease_expired') || (one.end === other.end && one.isInTime && other.isInTime)
  );
}

function withViolation(run: Run, detail: string, id: Run['violations'][number]['id'] = 'WS13'): Run {
  return { ...run, violations: [{ id, at: 0, detail }] };
}
