import { describe, expect, it } from 'vitest';
import { createShare, isProof, lineKeys, permitKey, renewalProof, type LineFacts } from './handshake.ts';
import { createOpener, createSeal } from './seal.ts';

const secret = 's'.repeat(43);
const until = 1_000;
const pair = { asker: 'node-1', holder: 'edge-1', until };
const permit = permitKey(secret, pair);

function meet(asked: Buffer, given: Buffer, change: Partial<LineFacts> = {}) {
  const [asker, holder] = [createShare(), createShare()];
  const facts = {
    ...{ asker: 'node-1', holder: 'edge-1', until },
    ...{ askerShare: asker.text, holderShare: holder.text },
  };
  const [ours, theirs] = [
    lineKeys(asked, { own: asker.key, other: holder.text }, facts),
    lineKeys(given, { own: holder.key, other: asker.text }, { ...facts, ...change }),
  ];
  if (ours === undefined || theirs === undefined) throw new Error('no keys');
  return { ours, theirs };
}

describe('two nodes that meet', () => {
  it('prove to each other that they hold the permit, with keys that no other line has', () => {
    const [first, second] = [meet(permit, permit), meet(permit, permit)];
    expect(first.ours).toEqual(first.theirs);
    expect(second.ours.askerProof).not.toBe(first.ours.askerProof);
    expect(first.ours.askerProof).not.toBe(first.ours.holderProof);
  });

  it('refuse whoever has another secret, another name, or a permit for another time or another node', () => {
    const wrong = [
      permitKey('t'.repeat(43), pair),
      permitKey(secret, { ...pair, asker: 'node-2' }),
      permitKey(secret, { ...pair, holder: 'edge-2' }),
      permitKey(secret, { ...pair, until: until + 1 }),
    ];
    for (const each of wrong) {
      const { ours, theirs } = meet(each, permit);
      expect(isProof(theirs.askerProof, ours.askerProof)).toBe(false);
      expect(isProof(ours.holderProof, theirs.holderProof)).toBe(false);
    }
    const { ours, theirs } = meet(permit, permit, { asker: 'node-9' });
    expect(isProof(theirs.askerProof, ours.askerProof)).toBe(false);
    expect(lineKeys(permit, { own: createShare().key, other: 'AAAA' }, facts)).toBeUndefined();
  });

  it('show a newer permit over the line that stands, and over no other', () => {
    const [{ ours, theirs }, other] = [meet(permit, permit), meet(permit, permit)];
    const newer = permitKey(secret, { ...pair, until: until + 1 });
    expect(renewalProof(newer, ours)).toBe(renewalProof(newer, theirs));
    expect(renewalProof(newer, ours)).not.toBe(renewalProof(newer, other.ours));
    expect(renewalProof(newer, ours)).not.toBe(renewalProof(permit, ours));
  });
});

const facts = { asker: 'node-1', holder: 'edge-1', until, askerShare: '', holderShare: '' };

describe('what two nodes say', () => {
  const key = Buffer.alloc(32, 7);

  it('is read in its order alone: a word that is repeated, forged, cut or out of turn opens nothing', () => {
    const [seal, open] = [createSeal(key), createOpener(key)];
    const [first, second] = [seal('một'), seal('hai')];
    expect(open(second)).toBeUndefined();
    expect(open(first)).toBe('một');
    expect(open(first)).toBeUndefined();
    const forged = Buffer.from(second);
    forged[0] = (forged[0] ?? 0) ^ 1;
    expect(open(forged)).toBeUndefined();
    expect(open(second.subarray(0, 5))).toBeUndefined();
    expect(open(second)).toBe('hai');
    expect(createOpener(Buffer.alloc(32, 8))(seal('ba'))).toBeUndefined();
  });
});
