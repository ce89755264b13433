/** A crowd at the server's door: what is ordinary waits for its turn, what is urgent does not. */
import { createLots } from '../core/lots.ts';
import type { PlanEvent, TabletPlan } from './plan.ts';

/** One run in so many has a crowd. */
const share = 0.08;

export type CrowdGround = {
  readonly seed: number;
  readonly fromMs: number;
  readonly spanMs: number;
  /** The crowd may still be there when all else is well again. */
  readonly mayStay: boolean;
};

/** Draws from lots of its own: what the other seeds' plans are does not depend on it. */
export function drawCrowd(
  tablets: readonly TabletPlan[],
  { seed, fromMs, spanMs, mayStay }: CrowdGround,
): readonly PlanEvent[] {
  const lots = createLots(seed, 'crowd');
  if (!lots.chance(share)) return [];
  const at = lots.between(fromMs, spanMs - 20_000);
  const stays = mayStay && lots.chance(0.3);
  const lastsMs = stays ? spanMs : lots.between(15_000, 40_000);
  const events: PlanEvent[] = [{ at, what: 'mood', mood: stays ? 'crowded' : 'packed' }];
  if (!stays) events.push({ at: Math.min(at + lastsMs, spanMs), what: 'mood', mood: 'well' });
  for (let left = lots.between(3, 12); left > 0; left -= 1) {
    const tablet = lots.below(tablets.length);
    const scope = lots.pick(tablets[tablet]?.scopes ?? []);
    const urgentAt = at + lots.below(Math.min(lastsMs, spanMs - at));
    const entry = {
      at: urgentAt,
      what: 'write',
      tablet,
      tab: lots.below(3),
      scope,
      count: 1,
      size: 40,
    } as const;
    events.push({ ...entry, isUrgent: true });
  }
  return events;
}
