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
import { put } from '../core/put.ts';

export type DatabaseLeaf = NewLeaf & InstallationPlace & { readonly recvAt: number; readonly redacted: null };

/** At index `n`; places are dense but for a few. */
type ByPlace<T> = (T | undefined)[];

/** All committed rows. A leaf at `seq` stands at index `seq` - 1 of its scope's list. */
export type DatabaseState = {
  epoch: number;
  readonly installations: Map<string, InstallationRow>;
  readonly declared: Map<string, AppendBatch['declared']>;
  readonly scopes: Map<ScopeId, LockedScope>;
  readonly leaves: Map<ScopeId, DatabaseLeaf[]>;
  /** By installation, at index `n` what was answered to the operations that came for this place. */
  readonly outcomes: Map<string, ByPlace<readonly StoredOutcome[]>>;
  readonly opIds: Map<OperationId, DatabaseLeaf>;
  /** By installation, whether a leaf that is no fork stands at place `n`. */
  readonly places: Map<string, ByPlace<true>>;
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
    outcomes: new Map([...state.outcomes].map(([key, outcomes]) => [key, [...outcomes]])),
    opIds: new Map(state.opIds),
    places: new Map([...state.places].map(([key, places]) => [key, [...places]])),
    states: new Map(state.states),
    lives: new Map(state.lives),
  };
}

let keyed: InstallationPlace | null = null;
let lastKey = '';

/** The one that was named last is asked for again and again, and a text that is the same object is looked up faster. */
export function installationKey({ dev, inst }: InstallationPlace): string {
  if (keyed?.dev !== dev || keyed.inst !== inst) {
    keyed = { dev, inst };
    lastKey = `${dev}:${inst}`;
  }
  return lastKey;
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
  const places = listAt(state.places, key);
  let scope: ScopeId | null = null;
  let log: DatabaseLeaf[] = [];
  for (const leaf of leaves) {
    if (scope !== leaf.scope) log = listAt(state.leaves, (scope = leaf.scope));
    log.push(leaf);
    if (leaf.opId !== null) state.opIds.set(leaf.opId, leaf);
    if (!leaf.fork) put(places, leaf.n, true);
  }
  const outcomes = listAt(state.outcomes, key);
  for (const one of batch.outcomes) put(outcomes, one.outcome.n, withOne(outcomes[one.outcome.n], one));
  for (const { scope, head, chain } of batch.scopes)
    state.scopes.set(scope, { ...scopeRow(state, scope), head, chain });
  const row = state.installations.get(key);
  invariant(row !== undefined, 'an installation that was locked exists');
  state.installations.set(key, { ...row, ...batch.installation });
  state.declared.set(key, batch.declared);
  for (const folded of batch.states) state.states.set(folded.scope, folded);
  return leaves;
}

function listAt<Key, T>(lists: Map<Key, T[]>, key: Key): T[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
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
  const ends = new Map<ScopeId, number>();
  let at: ScopeId | null = null;
  let end = 0;
  for (const { scope, seq, opId, fork, n } of batch.leaves) {
    if (at !== scope) {
      if (at !== null) ends.set(at, end);
      at = scope;
      end = ends.get(scope) ?? state.leaves.get(scope)?.length ?? 0;
    }
    if (seq <= end) throw new UniqueViolation(`(scope, seq) ${scope} ${seq}`);
    end = seq;
    if (opId !== null && state.opIds.has(opId)) throw new UniqueViolation(`opId ${opId}`);
    if (!fork && places?.[n] === true) throw new UniqueViolation(`(dev, inst, n) ${key} ${n}`);
  }
}
