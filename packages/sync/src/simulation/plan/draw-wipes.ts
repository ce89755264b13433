/** Orders to empty a tablet: it throws its keys and all that it read away, says so, and still delivers what it had not sent. */
import { createLots } from '../core/lots.ts';
import type { PlanEvent, TabletPlan } from './plan.ts';

/** One run in so many has such orders. */
const share = 0.08;

/** Draws from lots of its own: what the other seeds' plans are does not depend on it. */
export function drawWipes(
  tablets: readonly TabletPlan[],
  { seed, fromMs, spanMs }: { readonly seed: number; readonly fromMs: number; readonly spanMs: number },
): readonly PlanEvent[] {
  const lots = createLots(seed, 'wipes');
  if (!lots.chance(share)) return [];
  return Array.from({ length: lots.between(1, 3) }, () => ({
    at: lots.between(fromMs, spanMs),
    what: 'wipe' as const,
    tablet: lots.below(tablets.length),
  }));
}
