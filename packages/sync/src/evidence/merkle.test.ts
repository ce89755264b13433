import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyRanges,
  foldNodes,
  inclusionRanges,
  leafDigest,
  nodesOf,
  TreeEdge,
  type Digest,
  type LeafRange,
} from './merkle.ts';
import { provesConsistency, provesInclusion } from './proofs.ts';

const sha256 = (octets: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(octets).digest());
const biggest = 300;

/** RFC 6962 section 2.1, word for word: MTH of leaves that are given as octets. */
function definedRoot(leaves: readonly Uint8Array[]): Digest {
  if (leaves.length === 0) return sha256(new Uint8Array());
  const [only] = leaves;
  if (only !== undefined && leaves.length === 1) return sha256(Uint8Array.of(0, ...only));
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Uint8Array.of(1, ...definedRoot(leaves.slice(0, k)), ...definedRoot(leaves.slice(k))));
}

const leaves = Array.from({ length: biggest }, (_, at) => new TextEncoder().encode(`leaf ${at}`));
const roots = Array.from({ length: biggest + 1 }, (_, size) => definedRoot(leaves.slice(0, size)));
const digests = leaves.map((octets) => leafDigest(sha256, octets));
const nodes = new Map<string, Digest>();
const edge = new TreeEdge(sha256);
const edgeRoots = [edge.root()];
for (const digest of digests) {
  for (const { level, index, hash } of edge.append(digest)) nodes.set(`${level}/${index}`, hash);
  edgeRoots.push(edge.root());
}

function hashOf(range: LeafRange): Digest {
  const parts = nodesOf(range).map(({ level, index }) => nodes.get(`${level}/${index}`));
  return foldNodes(
    sha256,
    parts.filter((part) => part !== undefined),
  );
}

const inclusion = (index: number, size: number) => inclusionRanges(index, size).map(hashOf);
const consistency = (oldSize: number, size: number) => consistencyRanges(oldSize, size).map(hashOf);
const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
};

describe('Merkle tree', () => {
  it('[WI1] has the published root of the empty tree and of one empty leaf', () => {
    expect(Buffer.from(at(roots, 0)).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(Buffer.from(leafDigest(sha256, new Uint8Array())).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('[WI1] grows by its edge to the root that the definition gives, at every size', () => {
    expect(edgeRoots).toEqual(roots);
    for (let size = 0; size <= biggest; size += 1)
      expect(hashOf({ start: 0, end: size })).toEqual(at(roots, size));
  });

  it('[WI1] goes on from a stored edge as if it had never been put down', () => {
    const places = nodesOf({ start: 0, end: 213 });
    const stored = places.map(({ level, index }) => nodes.get(`${level}/${index}`) ?? new Uint8Array());
    const again = new TreeEdge(sha256, 213, stored);
    for (const digest of digests.slice(213)) again.append(digest);
    expect(again.root()).toEqual(at(roots, biggest));
  });
});

describe('inclusion proof', () => {
  it('[WI1] holds for every leaf of every tree, with no more than one hash a level', () => {
    for (let size = 1; size <= biggest; size += 7)
      for (let index = 0; index < size; index += 1) {
        const proof = inclusion(index, size);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
        expect(
          provesInclusion(sha256, { leaf: at(digests, index), index, size, proof, root: at(roots, size) }),
        ).toBe(true);
      }
  });

  it('[WI1] fails for another leaf, place, size or root, and for every changed, missing or added hash', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: biggest }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (size, seed, octet, change) => {
          const index = seed % size;
          const good = {
            leaf: at(digests, index),
            index,
            size,
            proof: inclusion(index, size),
            root: at(roots, size),
          };
          const changed = good.proof.map((hash, place) =>
            place === seed % good.proof.length ? flip(hash, octet, change) : hash,
          );
          const bad = [
            { ...good, leaf: flip(good.leaf, octet, change) },
            { ...good, root: flip(good.root, octet, change) },
            { ...good, index: (index + 1 + (seed % (size - 1))) % size },
            { ...good, size: index },
            { ...good, proof: changed },
            { ...good, proof: good.proof.slice(1) },
            { ...good, proof: good.proof.slice(0, -1) },
            { ...good, proof: [...good.proof, good.root] },
          ];
          for (const one of bad) expect(provesInclusion(sha256, one)).toBe(false);
        },
      ),
    );
  });
});

describe('consistency proof', () => {
  it('[WI1] holds between every two sizes', () => {
    for (let size = 0; size <= biggest; size += 5)
      for (let oldSize = 0; oldSize <= size; oldSize += 1)
        expect(
          provesConsistency(sha256, {
            oldSize,
            oldRoot: at(roots, oldSize),
            size,
            root: at(roots, size),
            proof: consistency(oldSize, size),
          }),
        ).toBe(true);
  });

  it('[WI1] fails for a tree that was rewritten, and for every changed, missing or added hash', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: biggest }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (size, seed, octet, change) => {
          const oldSize = 1 + (seed % (size - 1));
          const proof = consistency(oldSize, size);
          const good = { oldSize, oldRoot: at(roots, oldSize), size, root: at(roots, size), proof };
          const changed = proof.map((hash, place) =>
            place === seed % proof.length ? flip(hash, octet, change) : hash,
          );
          const bad = [
            { ...good, oldRoot: flip(good.oldRoot, octet, change) },
            { ...good, root: flip(good.root, octet, change) },
            { ...good, oldSize: size, size: oldSize },
            { ...good, proof: changed },
            { ...good, proof: proof.slice(1) },
            { ...good, proof: proof.slice(0, -1) },
            { ...good, proof: [...proof, good.root] },
            { ...good, oldSize: oldSize === 1 ? 2 : oldSize - 1, ...(size === 2 && { oldSize: 2 }) },
          ];
          for (const one of bad) expect(provesConsistency(sha256, one)).toBe(false);
        },
      ),
    );
  });
});

function flip(hash: Digest, octet: number, change: number): Digest {
  return hash.map((value, place) => (place === octet % 32 ? value ^ change : value));
}
