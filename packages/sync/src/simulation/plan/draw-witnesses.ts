/** Runs in which tablets are witnesses of the evidence log (WI9), and in some of which the server shows two histories. */
import { createLots } from '../core/lots.ts';
import type { PlanEvent, TabletPlan } from './plan.ts';

/** One run in so many has an evidence log. */
const share = 0.025;

export type WitnessPlan = { readonly hasEvidence: boolean; readonly events: readonly PlanEvent[] };

/** Draws from lots of its own: what the other seeds' plans are does not depend on it. */
export function drawWitnesses(
  tablets: readonly TabletPlan[],
  { seed, fromMs, spanMs }: { readonly seed: number; readonly fromMs: number; readonly spanMs: number },
): WitnessPlan {
  const lots = createLots(seed, 'witnesses');
  if (!lots.chance(share)) return { hasEvidence: false, events: [] };
  if (lots.chance(0.4)) return { hasEvidence: true, events: [] };
  const at = lots.between(fromMs + 15_000, spanMs);
  const deceived = tablets.flatMap((_, tablet) => (lots.chance(0.5) ? [tablet] : []));
  const events: PlanEvent[] = [
    { at, what: 'history', how: 'rewritten', tablets: deceived, record: lots.below(40) },
  ];
  if (lots.chance(0.5)) {
    const everybody = tablets.map((_, tablet) => tablet);
    events.push({
      at: at + lots.below(20_000),
      what: 'history',
      how: 'rewritten',
      tablets: everybody,
      record: 0,
    });
  }
  if (lots.chance(0.5)) {
    const backAt = at + lots.between(20_000, 45_000);
    events.push({ at: backAt, what: 'history', how: 'shown_again', tablets: [], record: 0 });
    for (const tablet of tablets.keys())
      if (lots.chance(0.5))
        events.push({ at: backAt + 100, what: 'kill', tablet }, { at: backAt + 500, what: 'open', tablet });
  }
  return { hasEvidence: true, events };
}
