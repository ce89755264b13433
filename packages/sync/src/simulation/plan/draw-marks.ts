/** A browser that ends before what is urgent got out, behind a backlog and in front of a crowd: whoever opens next goes on (ST8). */
import { createLots } from '../core/lots.ts';
import type { PlanEvent, TabletPlan } from './plan.ts';

/** One run in so many has such an end. */
const share = 0.015;
const crowdMs = 45_000;

/** Draws from lots of its own: what the other seeds' plans are does not depend on it. */
export function drawMarks(
  tablets: readonly TabletPlan[],
  { seed, fromMs, spanMs }: { readonly seed: number; readonly fromMs: number; readonly spanMs: number },
): readonly PlanEvent[] {
  const lots = createLots(seed, 'marks');
  if (!lots.chance(share)) return [];
  const tablet = lots.below(tablets.length);
  const scope = lots.pick(tablets[tablet]?.scopes ?? []);
  const at = lots.between(fromMs, spanMs - crowdMs);
  const entry = { what: 'write', tablet, tab: 0, scope, size: 40 } as const;
  const killedAt = at + 500 + lots.below(2_000);
  const openedAt = killedAt + lots.between(100, 3_000);
  return [
    { at, what: 'link', tablet, state: 'down' },
    { at: at + 50, ...entry, count: lots.between(100, 160) },
    { at: at + 400, ...entry, count: 1, isUrgent: true },
    { at: killedAt, what: 'kill', tablet },
    { at: killedAt, what: 'mood', mood: 'packed' },
    { at: openedAt, what: 'rates', tablet, rates: 'calm' },
    { at: openedAt, what: 'link', tablet, state: 'up' },
    { at: openedAt, what: 'open', tablet },
    { at: at + crowdMs, what: 'mood', mood: 'well' },
  ];
}
