import type {
  AppendBatch,
  FoldedState,
  InstallationPlace,
  InstallationRow,
  LockedScope,
  NewLeaf,
  StoredOutcome,
} from '@truc/sync/server';
import type { DeviceId, OperationId, ScopeId } from '@truc/sync/protocol';
import { invariant } from '@truc/base';

export type DatabaseLeaf = NewLeaf & InstallationPlace & { readonly recvAt: number; readonly redacted: null };

/** All committed rows. A leaf at `seq` stands at index `seq` - 1 of its scope's list. */
export type DatabaseState = {
  epoch: number;
  readonly installations: Map<string, InstallationRow>;
  readonly declared: Map<string, AppendBatch['declared']>;
  readonly scopes: Map<ScopeId, LockedScope>;
  readonly leaves: Map<ScopeId, DatabaseLeaf[]>;
  readonly outcomes: Map<string, Map<number, readonly StoredOutcome[]>>;
  readonly opIds: Map<OperationId, DatabaseLeaf>;
  /** By installation, `n` of each leaf that is no fork. */
  readonly places: Map<string, Set<number>>;
  readonly states: Map<ScopeId, FoldedState>;
  /** How often a device was ordered to be emptied. */
  readonly lives: Map<DeviceId, number>;
};

export function createDatabaseState(epoch = 1): DatabaseState {
  return {
    epoch,
    installations: new Map(),
    declared: new Map(),
    scopes: new Map(),
    leaves: new Map(),
    outcomes: new Map(),
    opIds: new Map(),
    places: new Map(),
    states: new Map(),
    lives: new Map(),
  };
}

/** A backup, or a backup put back: nothing that happens to one is seen in the other. */
export function copyState(state: DatabaseState): DatabaseState {
  return {
    epoch: state.epoch,
    installations: new Map(state.installations),
    declared: new Map(state.declared),
    scopes: new Map(state.scopes),
    leaves: new Map([...state.leaves].map(([scope, leaves]) => [scope, [...leaves]])),
    outcomes: new Map([...state.outcomes].map(([key, outcomes]) => [key, new Map(outcomes)])),
    opIds: new Map(state.opIds),
    places: new Map([...state.places].map(([key, places]) => [key, new Set(places)])),
    states: new Map(state.states),
    lives: new Map(state.lives),
  };
}

export function installationKey({ dev, inst }: InstallationPlace): string {
  return `${dev}:${inst}`;
}

export function scopeRow(state: DatabaseState, scope: ScopeId): LockedScope {
  return state.scopes.get(scope) ?? { scope, epoch: state.epoch, born: state.epoch, head: 0, chain: null };
}

export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';
}

/** @throws UniqueViolation, and nothing is changed, when the batch meets a key that is taken. */
export function commitBatch(state: DatabaseState, batch: AppendBatch): readonly DatabaseLeaf[] {
  const key = installationKey(batch);
  checkKeys(state, batch, key);
  const { dev, inst, recvAt } = batch;
  const leaves = batch.leaves.map((leaf) => databaseLeaf(leaf, { dev, inst, recvAt }));
  const places = state.places.get(key) ?? new Set();
  state.places.set(key, places);
  for (const leaf of leaves) {
    const log = state.leaves.get(leaf.scope);
    if (log === undefined) state.leaves.set(leaf.scope, [leaf]);
    else log.push(leaf);
    if (leaf.opId !== null) state.opIds.set(leaf.opId, leaf);
    if (!leaf.fork) places.add(leaf.n);
  }
  const outcomes = state.outcomes.get(key) ?? new Map<number, readonly StoredOutcome[]>();
  state.outcomes.set(key, outcomes);
  for (const one of batch.outcomes) outcomes.set(one.outcome.n, withOne(outcomes.get(one.outcome.n), one));
  for (const { scope, head, chain } of batch.scopes)
    state.scopes.set(scope, { ...scopeRow(state, scope), head, chain });
  const row = state.installations.get(key);
  invariant(row !== undefined, 'an installation that was locked exists');
  state.installations.set(key, { ...row, ...batch.installation });
  state.declared.set(key, batch.declared);
  for (const folded of batch.states) state.states.set(folded.scope, folded);
  return leaves;
}

type Receipt = Pick<DatabaseLeaf, 'dev' | 'inst' | 'recvAt'>;

function databaseLeaf(leaf: NewLeaf, { dev, inst, recvAt }: Receipt): DatabaseLeaf {
  const { scope, seq, opId, n, fork, op, hash, chain, status, code } = leaf;
  return { scope, seq, opId, n, fork, op, hash, chain, status, code, dev, inst, recvAt, redacted: null };
}

function withOne<T>(some: readonly T[] | undefined, one: T): readonly T[] {
  return some === undefined ? [one] : [...some, one];
}

function checkKeys(state: DatabaseState, batch: AppendBatch, key: string): void {
  const places = state.places.get(key);
  const seqs = new Map<ScopeId, number>();
  for (const { scope, seq, opId, fork, n } of batch.leaves) {
    const end = seqs.get(scope) ?? state.leaves.get(scope)?.length ?? 0;
    if (seq <= end) throw new UniqueViolation(`(scope, seq) ${scope} ${seq}`);
    seqs.set(scope, seq);
    if (opId !== null && state.opIds.has(opId)) throw new UniqueViolation(`opId ${opId}`);
    if (!fork && places?.has(n) === true) throw new UniqueViolation(`(dev, inst, n) ${key} ${n}`);
  }
}
