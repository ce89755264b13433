/** What every replica store owes its client. Call it from a test file with the store to be tried. */
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { checkDelta } from '@truc/sync/client';
import type { ReplicaDelta, ReplicaLeaf, ReplicaStore } from '@truc/sync/client';
import { nextScopeChain, scopeGenesis, type Cursor, type ScopeId } from '@truc/sync/protocol';
import { sampleRecords, sampleScope } from './samples.ts';

export type ReplicaHarness = {
  readonly store: ReplicaStore;
  /** The same storage opened again, as after a crash. */
  reopen(): Promise<ReplicaStore>;
  leavesOf(scope: ScopeId): Promise<readonly ReplicaLeaf[]>;
};

const scope = sampleScope('gate');

export function replicaContractSuite(name: string, open: () => Promise<ReplicaHarness>): void {
  describe(`replica store: ${name}`, () => {
    it('[CU4] stores leaves and cursor together and holds them over a crash', async () => {
      const { store, reopen, leavesOf } = await open();
      expect(await store.cursors([scope])).toEqual([]);
      const first = sampleDelta(null, 3);
      expect(await store.apply(first)).toBe(true);
      const again = await reopen();
      expect(await again.cursors([scope, sampleScope('roof')])).toEqual([first.cursor]);
      expect(await leavesOf(scope)).toEqual(first.leaves);
    });

    it('[CU5] stores nothing when the cursor is not the expected one any more', async () => {
      const { store, leavesOf } = await open();
      const first = sampleDelta(null, 2);
      await store.apply(first);
      expect(await store.apply(first)).toBe(false);
      expect(await store.apply(sampleDelta({ ...first.cursor, seq: 1 }, 1))).toBe(false);
      expect(await store.apply(sampleDelta(first.cursor, 1))).toBe(true);
      expect((await leavesOf(scope)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    });

    it('[CU6] forgets leaves and cursor of one scope and no other', async () => {
      const { store, leavesOf } = await open();
      const roof = sampleScope('roof');
      await store.apply(sampleDelta(null, 2));
      await store.apply(sampleDelta(null, 1, roof));
      await store.drop(scope);
      expect(await leavesOf(scope)).toEqual([]);
      expect((await store.cursors([scope, roof])).map((cursor) => cursor.scope)).toEqual([roof]);
      expect(await leavesOf(roof)).toHaveLength(1);
    });
  });
}

/** `count` leaves that follow `held`, as a server would send them and `checkDelta` lets them in. */
export function sampleDelta(held: Cursor | null, count: number, of = scope): ReplicaDelta {
  const recvAt = 1_800_000_000_500;
  let chain = held?.chain ?? scopeGenesis(sha256, of, 1);
  const from = (held?.seq ?? 0) + 1;
  const leaves = sampleRecords(count, undefined, { scope: of }).records.map(({ op, hash }, at) => {
    chain = nextScopeChain(sha256, { chain, seq: from + at, hash, recvAt });
    return { seq: from + at, op, status: 'accepted' as const, code: null, recvAt, redacted: null };
  });
  const delta = { scope: of, epoch: 1, born: 1, leaves, chain, head: from + count - 1, more: false };
  const checked = checkDelta(delta, held, sha256);
  if (checked === null) throw new Error('the sample chains');
  return checked;
}
