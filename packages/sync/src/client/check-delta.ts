/** Nothing enters the replica before it was found dense, chained, and as its author committed to it. */
import {
  bodyCommitment,
  nextScopeChain,
  operationHash,
  readHeader,
  isSalt,
  scopeGenesis,
  type Cursor,
  type HashHex,
  type Leaf,
  type OperationHeader,
  type ScopeDelta,
  type ScopeId,
  type Sha256,
} from '@truc/sync/protocol';
import { clampHybridTime, laterHybridTime, type HybridTime } from './hybrid-clock.ts';
import type { ReplicaDelta, ReplicaLeaf } from './ports.ts';

/** `chains`: the chain value after each leaf. `latest`: the latest hybrid time of what was read, as readers take it (TI3). */
export type CheckedDelta = ReplicaDelta & {
  readonly chains: readonly HashHex[];
  readonly latest: HybridTime | null;
};

/** What to store, or null when the delta is not the continuation of what is held. `held` is null for a first pull. */
export function checkDelta(delta: ScopeDelta, held: Cursor | null, sha256: Sha256): CheckedDelta | null {
  // A cursor at the beginning stands in no life of the log (CU3).
  const begun = held !== null && held.seq > 0 ? held : null;
  if (begun !== null && begun.epoch !== delta.epoch) return null;
  let chain = begun?.chain ?? scopeGenesis(sha256, delta.scope, delta.born);
  let seq = begun?.seq ?? 0;
  const leaves: ReplicaLeaf[] = [];
  const chains: HashHex[] = [];
  let latest: HybridTime | null = null;
  for (const leaf of delta.leaves) {
    const header = readHeader(leaf.op);
    const kept = toReplicaLeaf(leaf, header, { scope: delta.scope, sha256 });
    if (leaf.seq !== seq + 1 || kept === null) return null;
    chain = nextScopeChain(sha256, { chain, seq: leaf.seq, hash: kept.hash, recvAt: leaf.recvAt });
    seq = leaf.seq;
    leaves.push(kept);
    chains.push(chain);
    if (header === null) continue;
    const time = clampHybridTime(header.hlc, leaf.recvAt);
    latest = latest === null ? time : laterHybridTime(latest, time);
  }
  if (chain !== delta.chain || delta.head < seq || delta.more !== delta.head > seq) return null;
  return {
    expected: held,
    leaves,
    chains,
    latest,
    cursor: { scope: delta.scope, epoch: delta.epoch, seq, chain },
  };
}

/** Null when the body is not what the header commits to, and the server did not say so itself. */
function toReplicaLeaf(
  leaf: Leaf,
  header: OperationHeader | null,
  { scope, sha256 }: { readonly scope: ScopeId; readonly sha256: Sha256 },
): ReplicaLeaf | null {
  if (!isWhole(leaf, header, sha256)) return null;
  const { seq, op, status, code, recvAt, redacted } = leaf;
  return {
    seq,
    op,
    status,
    code,
    recvAt,
    redacted,
    scope,
    hash: operationHash(sha256, op.h),
    opId: header?.opId ?? null,
    actor: header?.actor ?? null,
    kind: header?.kind ?? null,
    wall: header?.wall ?? null,
  };
}

/** A body that was taken out by a decision is wholly gone; header, hash and chain are as they were. */
function isWhole(leaf: Leaf, header: OperationHeader | null, sha256: Sha256): boolean {
  const { op, redacted, status } = leaf;
  if (redacted !== null) return op.b === '' && op.s === '';
  return status === 'quarantined' || (header !== null && isCommitted(leaf, header, sha256));
}

function isCommitted({ op }: Leaf, header: OperationHeader, sha256: Sha256): boolean {
  return isSalt(op.s) && bodyCommitment(sha256, op.s, op.b) === header.commit;
}
