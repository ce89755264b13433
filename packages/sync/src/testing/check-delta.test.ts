import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { nextScopeChain, operationHash, scopeGenesis, type Leaf, type ScopeDelta } from '@truc/sync/protocol';
import { sampleRecords, sampleScope } from './index.ts';
import { checkDelta } from '@truc/sync/client';

const scope = sampleScope('gate');

describe('checkDelta', () => {
  it('[CU8] lets a dense, chained, committed delta in', () => {
    const delta = chained(sampleLeaves());
    expect(checkDelta(delta, null, sha256)).toMatchObject({
      expected: null,
      cursor: { scope, epoch: 1, seq: 4, chain: delta.chain },
    });
  });

  it('[CU8] turns down one missing, changed, doubled or exchanged leaf anywhere', () => {
    const delta = chained(sampleLeaves());
    for (let at = 0; at < delta.leaves.length; at += 1) {
      const without = delta.leaves.toSpliced(at, 1);
      const doubled = delta.leaves.toSpliced(at, 0, ...delta.leaves.slice(at, at + 1));
      const later = delta.leaves.map((leaf, index) =>
        index === at ? { ...leaf, recvAt: leaf.recvAt + 1 } : leaf,
      );
      const exchanged = delta.leaves.map((leaf, index) => ({
        ...leaf,
        op: (delta.leaves[index ^ 1] ?? leaf).op,
      }));
      for (const leaves of [without, doubled, later, exchanged]) {
        expect(checkDelta({ ...delta, leaves }, null, sha256)).toBeNull();
      }
    }
  });

  it('[CU8] turns down another epoch, a head behind the leaves, and a wrong word on more', () => {
    const delta = chained(sampleLeaves());
    const held = { scope, epoch: 2, seq: 4, chain: delta.chain };
    expect(checkDelta({ ...delta, leaves: [] }, held, sha256)).toBeNull();
    expect(checkDelta({ ...delta, head: 3 }, null, sha256)).toBeNull();
    expect(checkDelta({ ...delta, more: true }, null, sha256)).toBeNull();
  });

  it('[CU3] takes a log from its beginning, in whatever life a cursor stands that holds nothing of it', () => {
    const delta = chained(sampleLeaves());
    const held = { scope, epoch: 2, seq: 0, chain: scopeGenesis(sha256, scope, 2) };
    expect(checkDelta(delta, held, sha256)).toMatchObject({ expected: held, cursor: { epoch: 1, seq: 4 } });
  });

  it('[CU8] turns down a gap that the server’s chain was made to fit', () => {
    const gapped = sampleLeaves().map((leaf) => (leaf.seq === 4 ? { ...leaf, seq: 5 } : leaf));
    expect(checkDelta({ ...chained(gapped), head: 5 }, null, sha256)).toBeNull();
  });

  it('[CU8] turns down a body that its header does not commit to, unless it stands in quarantine', () => {
    const changed = sampleLeaves().map((leaf) => ({
      ...leaf,
      op: { ...leaf.op, b: '{"text":"never written"}' },
    }));
    expect(checkDelta(chained(changed), null, sha256)).toBeNull();
    const quarantined = changed.map((leaf): Leaf => ({
      ...leaf,
      status: 'quarantined',
      code: 'commitment_mismatch',
    }));
    expect(checkDelta(chained(quarantined), null, sha256)?.leaves).toHaveLength(4);
  });

  it('[CU8] keeps a dead letter of a quarantine with what little is known of it', () => {
    const letter: Leaf = {
      seq: 1,
      op: { h: '{', b: '', s: '' },
      status: 'quarantined',
      code: 'schema_unreadable',
      recvAt: 5,
      redacted: null,
    };
    expect(checkDelta(chained([letter]), null, sha256)?.leaves).toMatchObject([
      { opId: null, actor: null, wall: null },
    ]);
  });

  it('[CU8] takes a body that was ordered out, if it is wholly gone and the decision is named', () => {
    const leaves = sampleLeaves();
    const emptied = (op: Partial<Leaf['op']>, redacted: string | null) =>
      chained(
        leaves.map((leaf, at) =>
          at === 2 ? { ...leaf, redacted, op: { ...leaf.op, b: '', s: '', ...op } } : leaf,
        ),
      );
    const decision = '12/2021/QĐ-TA';
    expect(checkDelta(emptied({}, decision), null, sha256)?.leaves).toHaveLength(4);
    expect(checkDelta(emptied({}, null), null, sha256)).toBeNull();
    expect(checkDelta(emptied({ b: leaves[2]?.op.b ?? '?' }, decision), null, sha256)).toBeNull();
    expect(checkDelta(emptied({ s: leaves[2]?.op.s ?? '?' }, decision), null, sha256)).toBeNull();
  });

  it('[CU13] goes on with the chain when the epoch has changed, from the genesis that it was born with', () => {
    const delta = { ...chained(sampleLeaves()), epoch: 7 };
    expect(checkDelta(delta, null, sha256)?.cursor).toMatchObject({ epoch: 7, seq: 4 });
    expect(checkDelta({ ...delta, born: 7 }, null, sha256)).toBeNull();
  });
});

function sampleLeaves(): Leaf[] {
  return sampleRecords(4).records.map(({ op }, at) => ({
    seq: at + 1,
    op,
    status: 'accepted',
    code: null,
    recvAt: 1_000 + at,
    redacted: null,
  }));
}

function chained(leaves: Leaf[]): ScopeDelta {
  const chain = leaves.reduce(
    (link, { seq, op, recvAt }) =>
      nextScopeChain(sha256, { chain: link, seq, hash: operationHash(sha256, op.h), recvAt }),
    scopeGenesis(sha256, scope, 1),
  );
  return { scope, epoch: 1, born: 1, leaves, chain, head: leaves.length, more: false };
}
