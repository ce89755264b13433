/** The Merkle tree of RFC 6962 section 2.1: hashes, and which of them a proof consists of. */
import { invariant } from '@truc/base';
import type { Sha256 } from '@truc/sync/protocol';
import { concat } from './octets.ts';

/** A SHA-256 digest of a leaf or of a node. */
export type Digest = Uint8Array;

/** Leaves `start` to `end`, the latter not counted. */
export type LeafRange = { readonly start: number; readonly end: number };

/** The complete subtree over leaves `index * 2^level` to `(index + 1) * 2^level`: its hash never changes once it is full. */
export type NodePlace = { readonly level: number; readonly index: number };
export type PlacedNode = NodePlace & { readonly hash: Digest };

const leafTag = Uint8Array.of(0x00);
const nodeTag = Uint8Array.of(0x01);

export function leafDigest(sha256: Sha256, octets: Uint8Array): Digest {
  return sha256(concat([leafTag, octets]));
}

export function nodeDigest(sha256: Sha256, left: Digest, right: Digest): Digest {
  return sha256(concat([nodeTag, left, right]));
}

/** Largest power of two below `count`, which is at least 2: where a tree divides. */
export function splitOf(count: number): number {
  invariant(count >= 2, 'one leaf cannot be divided');
  return 2 ** (31 - Math.clz32(count - 1));
}

/** What an inclusion proof of leaf `index` in a tree of `size` consists of, from the leaf upwards (PATH). */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  invariant(index >= 0 && index < size, 'the leaf stands in the tree');
  return pathIn(index, { start: 0, end: size });
}

function pathIn(index: number, { start, end }: LeafRange): LeafRange[] {
  if (end - start === 1) return [];
  const middle = start + splitOf(end - start);
  return index < middle
    ? [...pathIn(index, { start, end: middle }), { start: middle, end }]
    : [...pathIn(index, { start: middle, end }), { start, end: middle }];
}

/** What proves that the tree of `oldSize` leaves is the beginning of that of `size` (PROOF). Empty for none and for equals. */
export function consistencyRanges(oldSize: number, size: number): readonly LeafRange[] {
  invariant(oldSize >= 0 && oldSize <= size, 'the older tree is the smaller one');
  if (oldSize === 0 || oldSize === size) return [];
  return growthIn(oldSize, { start: 0, end: size }, true);
}

function growthIn(oldSize: number, { start, end }: LeafRange, isWhole: boolean): LeafRange[] {
  if (oldSize === end - start) return isWhole ? [] : [{ start, end }];
  const half = splitOf(end - start);
  const middle = start + half;
  return oldSize <= half
    ? [...growthIn(oldSize, { start, end: middle }, isWhole), { start: middle, end }]
    : [...growthIn(oldSize - half, { start: middle, end }, false), { start, end: middle }];
}

/** The complete subtrees that make up a range of a proof (or a whole tree), the largest first. */
export function nodesOf({ start, end }: LeafRange): readonly NodePlace[] {
  const places: NodePlace[] = [];
  for (let at = start; at < end;) {
    const width = 2 ** Math.floor(Math.log2(end - at));
    invariant(at % width === 0, 'a range of a proof begins at the edge of its largest subtree');
    places.push({ level: Math.log2(width), index: at / width });
    at += width;
  }
  return places;
}

/** Hash over complete subtrees, the largest first: the hash of the range, or of the tree, that they make up. */
export function foldNodes(sha256: Sha256, hashes: readonly Digest[]): Digest {
  const last = hashes.at(-1);
  if (last === undefined) return sha256(new Uint8Array());
  return hashes.slice(0, -1).reduceRight((right, left) => nodeDigest(sha256, left, right), last);
}

/** A growing tree of which only the edge is kept: as many hashes as its size has bits set. */
export class TreeEdge {
  readonly #sha256: Sha256;
  #size: number;
  #edge: Digest[];

  /** `edge`: the hashes of `nodesOf({start: 0, end: size})`. */
  constructor(sha256: Sha256, size = 0, edge: readonly Digest[] = []) {
    invariant(edge.length === nodesOf({ start: 0, end: size }).length, 'an edge fits its size');
    this.#sha256 = sha256;
    this.#size = size;
    this.#edge = [...edge];
  }

  get size(): number {
    return this.#size;
  }

  root(): Digest {
    return foldNodes(this.#sha256, this.#edge);
  }

  /** Adds one leaf. Answers the nodes that are complete from now on: the leaf itself, and what it filled. */
  append(leaf: Digest): readonly PlacedNode[] {
    const made: PlacedNode[] = [{ level: 0, index: this.#size, hash: leaf }];
    let hash = leaf;
    let index = this.#size;
    for (let level = 1; index % 2 === 1; level += 1) {
      const left = this.#edge.pop();
      invariant(left !== undefined, 'a right child has a left one');
      hash = nodeDigest(this.#sha256, left, hash);
      index = (index - 1) / 2;
      made.push({ level, index, hash });
    }
    this.#edge.push(hash);
    this.#size += 1;
    return made;
  }
}
