/** What a screen reads of one scope: the confirmed log, and this device's own operations that are not in it yet. */
import type { SendingRange } from '@truc/sync/client';
import type { Outcome, ScopeId, WireOperation } from '@truc/sync/protocol';
import { Dexie } from 'dexie';
import type { OutboxDb, StateEntry } from './outbox-db.ts';
import type { ReplicaDb } from './replica-db.ts';

export type BookEntry = {
  readonly op: WireOperation;
  readonly place:
    | { readonly state: 'on_server'; readonly seq: number; readonly recvAt: number }
    | { readonly state: 'on_tablet' | 'sending' }
    | { readonly state: 'needs_you'; readonly code: Outcome['code'] };
};

export type BookQuery = {
  readonly scope: ScopeId;
  /** Newest leaves of the log to read; own operations come besides. */
  readonly limit: number;
  readonly sending: SendingRange | null;
};

/** `rows`: newest first, own ones on top. `isPulled`: whether the log was ever fetched to this device. */
export type Book = {
  readonly rows: readonly BookEntry[];
  readonly hasOlder: boolean;
  readonly isPulled: boolean;
};

/** Runs inside Dexie's `liveQuery`: what it reads is followed, in both databases. */
export async function readBook(
  { outbox, replica }: { outbox: OutboxDb; replica: ReplicaDb },
  { scope, limit, sending }: BookQuery,
): Promise<Book> {
  const { leaves, heldSeq } = await readLeaves(replica, scope, limit);
  const own = await readOwn(outbox, scope, heldSeq);
  const confirmed = leaves.slice(0, limit);
  const known = new Set(confirmed.map(({ opId }) => opId));
  const ownRows = own
    .filter(({ opId }) => !known.has(opId))
    .map(({ op, state }): BookEntry => ({ op, place: ownPlace(state, sending) }));
  const logRows = confirmed.map(({ op, seq, recvAt }): BookEntry => ({
    op,
    place: { state: 'on_server', seq, recvAt },
  }));
  return {
    rows: [...ownRows, ...logRows],
    hasOlder: leaves.length > limit,
    isPulled: heldSeq !== null,
  };
}

function readLeaves(replica: ReplicaDb, scope: ScopeId, limit: number) {
  return replica.transaction('r', replica.leaves, replica.cursors, async () => {
    const cursor = await replica.cursors.get(scope);
    const leaves = await replica.leaves
      .where('[scope+seq]')
      .between([scope, Dexie.minKey], [scope, Dexie.maxKey])
      .reverse()
      .limit(limit + 1)
      .toArray();
    return { leaves, heldSeq: cursor?.seq ?? null };
  });
}

/** Newest first: unsent, needing a person, and acknowledged at a place that was not pulled yet. */
function readOwn(outbox: OutboxDb, scope: ScopeId, heldSeq: number | null) {
  return outbox.transaction('r', outbox.states, outbox.operations, async () => {
    const open = await outbox.states
      .where('[scope+state]')
      .anyOf([
        [scope, 'unsent'],
        [scope, 'needs_you'],
      ])
      .toArray();
    const ahead = await outbox.states
      .where('[scope+seq]')
      .between([scope, heldSeq ?? 0], [scope, Dexie.maxKey], false)
      .filter(({ state }) => state === 'acknowledged')
      .toArray();
    const states = [...open, ...ahead].sort((a, b) => b.inst - a.inst || b.n - a.n);
    const records = await outbox.operations.bulkGet(states.map(({ dev, inst, n }) => [dev, inst, n]));
    return states.flatMap((state, at) => {
      const record = records[at];
      return record === undefined ? [] : [{ opId: record.opId, op: record.op, state }];
    });
  });
}

function ownPlace(state: StateEntry, sending: SendingRange | null): BookEntry['place'] {
  if (state.state === 'needs_you') return { state: 'needs_you', code: state.outcome?.code ?? null };
  if (state.state === 'acknowledged' && state.seq !== undefined) {
    return { state: 'on_server', seq: state.seq, recvAt: state.acknowledgedAt ?? 0 };
  }
  const isSending =
    sending !== null &&
    sending.dev === state.dev &&
    sending.inst === state.inst &&
    sending.from <= state.n &&
    state.n <= sending.to;
  return { state: isSending ? 'sending' : 'on_tablet' };
}
