/**
 * Looks at each operation of a segment by itself, before any lock is taken.
 * An operation that cannot be read still has its place in the segment and the hash of its octets: the chain goes on over it.
 */
import {
  bodyCommitment,
  bodyLimitBytes,
  canonicalJson,
  exceedsUtf8,
  expandOperations,
  operationHash,
  readHeader,
  isSalt,
  segmentSeal,
  type ErrorBody,
  type ExpandedOperation,
  type HashHex,
  type OperationHeader,
  type PushRequest,
  type SealedOperation,
  type Sha256,
  type WireOperation,
} from '@truc/sync/protocol';
import type { PushPorts } from './ports.ts';

/** `header` is null, and `fault` set, when the operation cannot be read or speaks of another place than its own. */
export type Place = {
  readonly n: number;
  readonly op: WireOperation;
  /** Of the octets that are kept. */
  readonly hash: HashHex;
  /** What the next operation names as its predecessor: `hash`, but for a seal that did not open. */
  readonly link: HashHex;
  readonly header: OperationHeader | null;
  readonly fault: 'schema_unreadable' | 'commitment_mismatch' | 'seal_broken' | null;
};

/** The operations as their device wrote them; null when the segment was damaged on the way (SV5, CW3). */
export function openSegment(request: PushRequest, sha256: Sha256): readonly ExpandedOperation[] | null {
  const ops = expandOperations(request.ops, request, sha256);
  if (ops === null) return null;
  const written = ops.map(({ op }) => op);
  return segmentSeal(sha256, written) === request.seal ? ops : null;
}

export async function readSegment(
  { dev, inst, from }: PushRequest,
  ops: readonly ExpandedOperation[],
  { sha256, unseal }: Pick<PushPorts, 'sha256' | 'unseal'>,
): Promise<readonly Place[]> {
  const isOpen = ops.every(({ op }) => 'h' in op);
  const opened = isOpen
    ? []
    : await Promise.all(
        ops.map(async ({ op }, at) => ('h' in op ? null : unseal(op.sealed, { dev, inst, n: from + at }))),
      );
  return ops.map(({ op, known }, at) => {
    const n = from + at;
    // What was rebuilt fits its place, its body and its limits: it was made from them.
    if ('h' in op)
      return known === null ? readPlace(op, n, sha256) : { n, op, ...known, link: known.hash, fault: null };
    const inside = opened[at] ?? null;
    return inside === null ? brokenSeal(op.sealed, n, sha256) : readPlace(inside, n, sha256);
  });
}

/**
 * The chain goes on over the hash that its device names: what follows was written after these words, readable or not. The leaf
 * bears the hash of what is kept, so that the same words, should they come in the open one day, are another leaf and not lost.
 */
function brokenSeal(sealed: SealedOperation, n: number, sha256: Sha256): Place {
  const op = { h: canonicalJson(sealed), b: '', s: '' };
  return {
    n,
    op,
    hash: operationHash(sha256, op.h),
    link: sealed.hash,
    header: null,
    fault: 'seal_broken',
  };
}

/** What turns down a whole segment: operations of another device or installation. */
export function segmentFault(request: PushRequest, places: readonly Place[]): ErrorBody | null {
  const isForeign = places.some(
    ({ header }) => header !== null && (header.dev !== request.dev || header.inst !== request.inst),
  );
  return isForeign ? { code: 'device_mismatch' } : null;
}

function readPlace(op: WireOperation, n: number, sha256: Sha256): Place {
  const header = readHeader(op);
  const known = header?.n === n ? header : null;
  const hash = operationHash(sha256, op.h);
  return {
    n,
    op,
    hash,
    link: hash,
    header: known,
    fault: known === null ? 'schema_unreadable' : bodyFault(op, known, sha256),
  };
}

function bodyFault(op: WireOperation, header: OperationHeader, sha256: Sha256): Place['fault'] {
  if (exceedsUtf8(op.b, bodyLimitBytes)) return 'schema_unreadable';
  if (!isSalt(op.s)) return 'commitment_mismatch';
  return bodyCommitment(sha256, op.s, op.b) === header.commit ? null : 'commitment_mismatch';
}
