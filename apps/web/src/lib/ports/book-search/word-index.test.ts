import 'fake-indexeddb/auto';
import { sampleRecords, sampleScope } from '@truc/sync/testing';
import type { ReplicaLeaf } from '@truc/sync/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openReplicaDb } from '#lib/ports/sync-storage/replica-db.ts';
import { createDexieReplica } from '#lib/ports/sync-storage/replica-store.ts';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { findRows } from './folded-book.ts';
import { blockSize } from './word-block.ts';
import { createWordIndex, type WordIndex } from './word-index.ts';

const scope = sampleScope('gate');

afterEach(() => vi.restoreAllMocks());

describe('the index of a book on a tablet', () => {
  it('[GL-22] opens no leaf that stands in it, and those behind it one by one', async () => {
    const { db, key, pull } = await open();
    await pull(2 * blockSize + 10);
    await whole(createWordIndex(db, key));
    const decrypt = vi.spyOn(crypto.subtle, 'decrypt');
    const index = createWordIndex(db, key);
    await whole(index);
    // Two rows of the index, and ten leaves.
    expect(decrypt).toHaveBeenCalledTimes(2 + 10);
    expect(findRows(index.rows, `số ${blockSize}`).places).toEqual([blockSize]);
    await pull(blockSize);
    expect(await index.readOn()).toEqual({ isWhole: true, total: 3 * blockSize + 10 });
    expect(await db.words.count()).toBe(3);
    expect(findRows(index.rows, `so ${3 * blockSize + 9}`).places).toEqual([3 * blockSize + 9]);
  });

  it('is added to without what stands in it already', async () => {
    const { db, key, pull } = await open();
    await pull(blockSize);
    await whole(createWordIndex(db, key));
    await pull(blockSize);
    const behind = createWordIndex(db, key);
    await behind.skipIndexed();
    await whole(behind);
    expect(behind.rows).toHaveLength(blockSize);
    expect(await db.words.count()).toBe(2);
  });

  it('[AT1] holds no word in the clear, and goes with the rows of its scope [RV1]', async () => {
    const { db, key, pull, store } = await open();
    await pull(blockSize);
    const index = createWordIndex(db, key);
    await whole(index);
    const [row] = await db.words.toArray();
    expect(Buffer.from(row?.ct ?? []).toString('latin1')).not.toContain('ro mah');
    await store.drop(scope);
    expect(await db.words.count()).toBe(0);
    expect(await index.readOn()).toEqual({ isWhole: true, total: 0 });
    expect(index.rows).toEqual([]);
  });

  it('is made anew where the log was fetched anew, with what was taken out since', async () => {
    const { db, key, pull, store } = await open();
    await pull(blockSize);
    const index = createWordIndex(db, key);
    await whole(index);
    await store.drop(scope);
    await pull(blockSize, { withoutBodies: true });
    await whole(index);
    expect(index.rows).toEqual([]);
    const later = createWordIndex(db, key);
    await whole(later);
    expect(later.rows).toEqual([]);
  });
});

async function whole(index: WordIndex): Promise<void> {
  for (let isWhole = false; !isWhole;) isWhole = (await index.readOn()).isWhole;
}

async function open() {
  const db = openReplicaDb(`words-${crypto.randomUUID()}`);
  const keys = await openTestKeyring([scope]);
  const store = createDexieReplica(db, keys);
  const key = keys.of(scope);
  if (key === null) throw new Error('the key is open');

  async function pull(count: number, { withoutBodies = false } = {}): Promise<void> {
    const [expected = null] = await store.cursors([scope]);
    const from = expected?.seq ?? 0;
    const leaves = leavesOf(from + count)
      .slice(from)
      .map((leaf) =>
        withoutBodies ? { ...leaf, op: { ...leaf.op, b: '', s: '' }, redacted: 'QĐ 1' } : leaf,
      );
    const chain = leaves.at(-1)?.hash ?? '';
    const cursor = { scope, epoch: 1, seq: from + count, chain: chain as never };
    if (!(await store.apply({ expected, leaves, cursor }))) throw new Error('not applied');
  }
  return { db, store, key, pull };
}

function leavesOf(count: number): ReplicaLeaf[] {
  const { records } = sampleRecords(count);
  return records.map(({ op, opId, actor, kind, wall, hash }, at): ReplicaLeaf => ({
    seq: at + 1,
    op: { ...op, b: JSON.stringify({ text: `Rơ Mah, ca số ${at + 1}`, phrase: null, camera: null }) },
    status: 'accepted',
    code: null,
    recvAt: wall,
    redacted: null,
    scope,
    hash,
    opId,
    actor,
    kind,
    wall,
  }));
}
