/**
 * What other people's operations make of ours that needed a person: adopted or refused out of quarantine (AD3, AD5), or settled by
 * whoever chose between it and others (IN10).
 */
import type { Outcome } from '@truc/sync/protocol';
import type { ReplicaLeaf, SettledOperation } from './ports.ts';
import { oneRecord } from './push-step.ts';
import { fromStore, refreshCounts, type RoundContext } from './round-context.ts';

type Word = SettledOperation['by'];

/** In the words of an outcome: what the journal keeps of it. */
const words: Readonly<Record<Word, Pick<Outcome, 'status' | 'code'>>> = {
  adoption: { status: 'accepted', code: null },
  refusal: { status: 'rejected', code: 'actor_not_permitted' },
  resolution: { status: 'merged', code: 'field_conflict' },
};

/** Before the leaves are stored: after a crash in between, they are pulled and settle it again. */
export async function settleByOthers(context: RoundContext, leaves: readonly ReplicaLeaf[]): Promise<void> {
  const { outbox, settledBy } = context.ports;
  const scope = leaves[0]?.scope;
  if (settledBy === undefined || scope === undefined) return;
  const settled = await fromStore(context, settledBy({ scope, leaves }));
  let isChanged = false;
  for (const { dev, inst, n, opId, by, leaf } of settled) {
    const held = await fromStore(context, outbox.segmentFrom({ dev, inst, from: n }, oneRecord));
    // A copy of this device may have written another operation at that place.
    if (held?.from !== n || held.records[0]?.opId !== opId) continue;
    const outcome = { n, opId, ...words[by], scope, seq: leaf.seq };
    await fromStore(context, outbox.settle({ dev, inst, outcomes: [outcome], at: leaf.recvAt, by }));
    isChanged = true;
  }
  if (isChanged) await refreshCounts(context);
}
