/** Checks proofs as RFC 9162 (sections 2.1.3.2 and 2.1.4.2) walks them. None of these throws on what a stranger made up. */
import type { Sha256 } from '@truc/sync/protocol';
import { nodeDigest, type Digest } from './merkle.ts';
import { isSame } from './octets.ts';

export type Inclusion = {
  readonly leaf: Digest;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Digest[];
  readonly root: Digest;
};

/** Whether `leaf` is leaf `index` of the tree of `size` leaves that has this root. */
export function provesInclusion(sha256: Sha256, { leaf, index, size, proof, root }: Inclusion): boolean {
  if (!isPlace(index) || !isPlace(size) || index >= size) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const step of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeDigest(sha256, step, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = nodeDigest(sha256, hash, step);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(hash, root);
}

export type Growth = {
  readonly oldSize: number;
  readonly oldRoot: Digest;
  readonly size: number;
  readonly root: Digest;
  readonly proof: readonly Digest[];
};

/** Whether the tree of `size` leaves with `root` begins with the one of `oldSize` leaves with `oldRoot`. */
export function provesConsistency(sha256: Sha256, growth: Growth): boolean {
  const { oldSize, oldRoot, size, root, proof } = growth;
  if (!isPlace(oldSize) || !isPlace(size) || oldSize > size) return false;
  if (oldSize === size) return proof.length === 0 && isSame(oldRoot, root);
  if (oldSize === 0) return proof.length === 0 && isSame(oldRoot, sha256(new Uint8Array()));
  // A complete older tree is its own first node; it does not stand in the proof.
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined) return false;
  let [at, last] = [oldSize - 1, size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [old, whole] = [first, first];
  for (const step of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeDigest(sha256, step, old);
      whole = nodeDigest(sha256, step, whole);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else whole = nodeDigest(sha256, whole, step);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(old, oldRoot) && isSame(whole, root);
}

function isPlace(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}

function half(number: number): number {
  return Math.floor(number / 2);
}

function isPowerOfTwo(number: number): boolean {
  return Number.isInteger(Math.log2(number));
}
