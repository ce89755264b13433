/** Gives new operations their places in the scopes' logs, under the scopes' locks, and links them into the chains. */
import { invariant } from '@truc/base';
import {
  nextScopeChain,
  scopeGenesis,
  type HashHex,
  type OperationId,
  type Outcome,
  type OutcomeCode,
  type ScopeHead,
  type ScopeId,
  type Sha256,
} from '@truc/sync/protocol';
import { openDesk, type CommandDesk } from './decide-commands.ts';
import type { AppendBatch, Decider, LogTransaction, NewLeaf, StoredOutcome, Verdict } from './ports.ts';
import type { Place } from './read-segment.ts';

export type Judged = {
  readonly place: Place;
  readonly fork: boolean;
  readonly code: OutcomeCode | null;
  readonly verdict: Verdict;
  readonly leafOpId: OperationId | null;
};

export type Appended = {
  readonly batch: Pick<AppendBatch, 'recvAt' | 'leaves' | 'outcomes' | 'scopes' | 'states'>;
  readonly heads: readonly ScopeHead[];
  /** In the order of what was judged. */
  readonly outcomes: readonly Outcome[];
};

type Tail = { readonly epoch: number; head: number; chain: HashHex };

type Rules = { readonly sha256: Sha256; readonly decider?: Decider | undefined };

export async function appendLeaves(
  judged: readonly Judged[],
  tx: LogTransaction,
  { sha256, decider }: Rules,
): Promise<Appended> {
  const wanted = [...new Set(judged.map(scopeOf))].sort((a, b) => (a < b ? -1 : 1));
  const locked = wanted.length === 0 ? { recvAt: 0, scopes: [] } : await tx.lockScopes(wanted);
  const tails = new Map<ScopeId, Tail>(
    locked.scopes.map(({ scope, epoch, born, head, chain }) => [
      scope,
      { epoch, head, chain: chain ?? scopeGenesis(sha256, scope, born) },
    ]),
  );
  const desk = await openDesk(locked.scopes, tx, decider);
  const leaves = judged.map((one) => linkLeaf(one, { tails, desk, recvAt: locked.recvAt, sha256 }));
  const outcomes = judged.map((one, at) => toOutcome(one, leaves[at]));
  return {
    batch: {
      recvAt: locked.recvAt,
      leaves,
      outcomes,
      scopes: [...tails].map(([scope, { head, chain }]) => ({ scope, head, chain })),
      states: desk.states(),
    },
    heads: [...tails].map(([scope, { epoch, head }]) => ({ scope, epoch, head })),
    outcomes: outcomes.map(({ outcome }) => outcome),
  };
}

type Surroundings = {
  readonly tails: Map<ScopeId, Tail>;
  readonly desk: CommandDesk;
  readonly recvAt: number;
  readonly sha256: Sha256;
};

function linkLeaf(judged: Judged, { tails, desk, recvAt, sha256 }: Surroundings): NewLeaf {
  const { place, fork, code, verdict, leafOpId } = judged;
  const scope = scopeOf(judged);
  const tail = tails.get(scope);
  invariant(tail !== undefined, 'the store locks every scope that was asked for');
  tail.head += 1;
  tail.chain = nextScopeChain(sha256, { chain: tail.chain, seq: tail.head, hash: place.hash, recvAt });
  const decided = code === null ? desk.decide(place, { scope, seq: tail.head }) : null;
  const undecided = code === null ? standing(verdict) : ({ status: 'quarantined', code } as const);
  const what = decided ?? undecided;
  return {
    scope,
    seq: tail.head,
    opId: leafOpId,
    n: place.n,
    fork,
    op: place.op,
    hash: place.hash,
    chain: tail.chain,
    status: what.status,
    code: what.code,
  };
}

function standing({ status, isRepeated }: Verdict): Pick<NewLeaf, 'status' | 'code'> {
  return isRepeated === true ? { status: 'merged', code: 'parallel_update' } : { status, code: null };
}

function toOutcome({ place, fork }: Judged, leaf: NewLeaf | undefined): StoredOutcome {
  invariant(leaf !== undefined, 'every judged operation has a leaf');
  const { n, status, code, scope, seq } = leaf;
  const opId = place.header?.opId ?? null;
  return { hash: place.hash, fork, outcome: { n, opId, status, code, scope, seq } };
}

function scopeOf({ place, code, verdict }: Judged): ScopeId {
  invariant(
    (verdict.status === 'quarantined') === (verdict.code !== null),
    'a verdict has a code to quarantine',
  );
  return code === null && place.header !== null ? place.header.scope : verdict.quarantine;
}
