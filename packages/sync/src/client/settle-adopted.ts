/** What another person's operation makes of one of ours: an entry that waited in quarantine stands in its book now (AD3). */
import type { ReplicaLeaf } from './ports.ts';
import { oneRecord } from './push-step.ts';
import { fromStore, refreshCounts, type RoundContext } from './round-context.ts';

/** Before the leaves are stored: after a crash in between, they are pulled and settle it again. */
export async function settleAdopted(context: RoundContext, leaves: readonly ReplicaLeaf[]): Promise<void> {
  const { outbox, settledBy } = context.ports;
  if (settledBy === undefined) return;
  let isChanged = false;
  for (const { op, scope, seq, recvAt } of leaves) {
    const ours = settledBy(op);
    if (ours === null) continue;
    const { dev, inst, n, opId } = ours;
    const held = await fromStore(context, outbox.segmentFrom({ dev, inst, from: n }, oneRecord));
    // A copy of this device may have written another operation at that place.
    if (held?.from !== n || held.records[0]?.opId !== opId) continue;
    const outcome = { n, opId, status: 'accepted', code: null, scope, seq } as const;
    await fromStore(context, outbox.settle({ dev, inst, outcomes: [outcome], at: recvAt, by: 'adoption' }));
    isChanged = true;
  }
  if (isChanged) await refreshCounts(context);
}
