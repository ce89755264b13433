/**
 * A log that is put back and refilled behind the back of a tablet that reads nothing of it: late copies of its own requests bring
 * what was lost, and some of it is decided otherwise this time. What it wrote last gets the same word at the same place (OB9).
 */
import type { ScopeId } from '@truc/sync/protocol';
import { createLots } from '../core/lots.ts';
import type { PlanEvent, TabletPlan } from './plan.ts';

/** One run in so many has such a tablet. */
const share = 0.015;
/** Nobody else writes into these. */
const [attic, vault] = ['post:attic', 'post:vault'] as ScopeId[] as [ScopeId, ScopeId];

/** `silent`: the tablet that writes nothing else. */
export type LivesPlan = {
  readonly tablets: readonly TabletPlan[];
  readonly events: readonly PlanEvent[];
  readonly silent: number | null;
};

/** Draws from lots of its own: what the other seeds' plans are does not depend on it. */
export function drawLives(
  tablets: readonly TabletPlan[],
  { seed, fromMs, spanMs }: { readonly seed: number; readonly fromMs: number; readonly spanMs: number },
): LivesPlan {
  const lots = createLots(seed, 'lives');
  const tablet = lots.below(tablets.length);
  const of = tablets[tablet];
  if (of === undefined || !lots.chance(share)) return { tablets, events: [], silent: null };
  const backupAt = lots.between(fromMs, spanMs - 30_000);
  const writtenAt = backupAt + lots.between(50, 2_000);
  const restoreAt = writtenAt + lots.between(4_000, 12_000);
  const entry = { what: 'write', tablet, tab: 0, size: 10 } as const;
  const events: PlanEvent[] = [
    { at: backupAt, what: 'backup' },
    { at: backupAt, what: 'rates', tablet, rates: 'echoing' },
    { at: writtenAt, ...entry, scope: attic, count: lots.between(1, 6) },
    { at: writtenAt + lots.below(400), ...entry, scope: vault, count: lots.between(1, 2) },
    { at: restoreAt - lots.below(2_000), what: 'right', person: of.person, scope: attic, action: 'withdraw' },
    { at: restoreAt, what: 'restore' },
    { at: restoreAt, what: 'rates', tablet, rates: 'calm' },
  ];
  const reader = { ...of, scopes: [attic, vault], readsNothing: true };
  return { tablets: tablets.with(tablet, reader), events, silent: tablet };
}
