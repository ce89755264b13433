/** Watches every commit of the database and remembers every life of the log, to hold against it what readers store. */
import {
  nextScopeChain,
  scopeGenesis,
  type HashHex,
  type ScopeId,
  type Sha256,
  type WireOperation,
} from '@truc/sync/protocol';
import type { AppendBatch } from '@truc/sync/server';
import type { ReplicaLeaf } from '@truc/sync/client';
import type { Scheduler } from '../core/scheduler.ts';
import { installationKey, scopeRow, type DatabaseLeaf, type DatabaseState } from '../world/database-state.ts';
import type { Tablet } from '../world/tablet.ts';
import type { Violations } from './violation.ts';

type ScopeHistory = {
  readonly scope: ScopeId;
  readonly epoch: number;
  readonly leaves: DatabaseLeaf[];
  chain: HashHex;
};
/** By installation, its newest place within one scope. */
type Newest = Map<string, number>;

export class LogWatch {
  readonly #scheduler: Scheduler;
  readonly #violations: Violations;
  readonly #sha256: Sha256;
  /** By scope, the lives of its log. */
  readonly #histories = new Map<ScopeId, Map<number, ScopeHistory>>();
  /** Newest place of each installation within each scope. */
  #newest = new Map<ScopeId, Map<string, number>>();
  /** Leaves of the log's present life. */
  #leaves = new Map<HashHex, DatabaseLeaf>();
  #epoch = 1;

  constructor(scheduler: Scheduler, violations: Violations, sha256: Sha256) {
    this.#scheduler = scheduler;
    this.#violations = violations;
    this.#sha256 = sha256;
  }

  leafOf(hash: HashHex): DatabaseLeaf | undefined {
    return this.#leaves.get(hash);
  }

  handleCommit(leaves: readonly DatabaseLeaf[], batch: AppendBatch): void {
    const writer = installationKey(batch);
    let history: ScopeHistory | null = null;
    let newest: Newest = new Map();
    for (const leaf of leaves) {
      // Looked up once for a run of leaves of one scope, as most segments are.
      if (history?.scope !== leaf.scope) {
        history = this.#historyOf(leaf.scope, this.#epoch);
        newest = this.#newestOf(leaf.scope);
      }
      this.#checkOnce(leaf);
      if (!leaf.fork) this.#checkOrder(leaf, writer, newest);
      this.#checkChain(leaf, history);
    }
    for (const { scope, head, chain } of batch.scopes) {
      const history = this.#historyOf(scope, this.#epoch);
      if (history.leaves.length !== head || history.chain !== chain)
        this.#fail('WS11', `${scope} says head ${head}, its leaves say ${history.leaves.length}`);
      this.#scheduler.note(head);
      this.#scheduler.noteText(chain.slice(0, 8));
    }
  }

  /** The log was put back to an older state and begins its next life there. */
  handleRestore(state: DatabaseState): void {
    this.#epoch = state.epoch;
    this.#newest = new Map();
    this.#leaves = new Map();
    for (const [scope, leaves] of state.leaves) {
      const row = scopeRow(state, scope);
      const chain = row.chain ?? scopeGenesis(this.#sha256, scope, row.born);
      this.#lives(scope).set(state.epoch, { scope, epoch: state.epoch, leaves: [...leaves], chain });
      for (const leaf of leaves) {
        this.#leaves.set(leaf.hash, leaf);
        if (!leaf.fork) this.#newestOf(scope).set(installationKey(leaf), leaf.n);
      }
    }
  }

  /** WS4, WS7: what a reader stores is the log, leaf by leaf, in the life that its cursor names. */
  handleApplied(tablet: Tablet, scope: ScopeId, leaves: readonly ReplicaLeaf[]): void {
    const cursor = tablet.replica.cursors.get(scope);
    const kept = tablet.replica.leaves.get(scope) ?? [];
    if (cursor === undefined) return;
    if (kept.length !== cursor.seq)
      this.#fail('WS4', `${tablet.name} holds ${kept.length} of ${cursor.seq} leaves of ${scope}`);
    const history = this.#historyOf(scope, cursor.epoch);
    for (const leaf of leaves) {
      const truth = history.leaves[leaf.seq - 1];
      if (truth === undefined || !isSame(leaf, truth))
        this.#fail('WS7', `${tablet.name} keeps another leaf ${leaf.seq} of ${scope} than the log`);
    }
    if ((kept.at(-1)?.seq ?? 0) !== cursor.seq)
      this.#fail('WS4', `${tablet.name} ends elsewhere than its cursor`);
  }

  #checkOnce(leaf: DatabaseLeaf): void {
    const before = this.#leaves.size;
    this.#leaves.set(leaf.hash, leaf);
    if (this.#leaves.size === before)
      this.#fail('WS2', `${leaf.dev}:${leaf.inst} n ${leaf.n} has two leaves`);
  }

  #checkOrder({ scope, n }: DatabaseLeaf, writer: string, newest: Newest): void {
    const last = newest.get(writer) ?? 0;
    if (n <= last) this.#fail('WS3', `${writer} wrote ${n} after ${last} into ${scope}`);
    newest.set(writer, n);
  }

  #newestOf(scope: ScopeId): Newest {
    let newest = this.#newest.get(scope);
    if (newest === undefined) this.#newest.set(scope, (newest = new Map<string, number>()));
    return newest;
  }

  #checkChain(leaf: DatabaseLeaf, history: ScopeHistory): void {
    const { scope, seq, hash, recvAt, chain } = leaf;
    history.chain = nextScopeChain(this.#sha256, { chain: history.chain, seq, hash, recvAt });
    if (seq !== history.leaves.length + 1)
      this.#fail('WS4', `${scope} goes from ${history.leaves.length} to ${seq}`);
    if (chain !== history.chain) this.#fail('WS11', `${scope} ${seq} does not chain`);
    if (recvAt < (history.leaves.at(-1)?.recvAt ?? 0))
      this.#fail('WS11', `${scope} ${seq} came before the one before it`);
    history.leaves.push(leaf);
  }

  #historyOf(scope: ScopeId, epoch: number): ScopeHistory {
    const lives = this.#lives(scope);
    let history = lives.get(epoch);
    if (history === undefined) {
      history = { scope, epoch, leaves: [], chain: scopeGenesis(this.#sha256, scope, epoch) };
      lives.set(epoch, history);
    }
    return history;
  }

  #lives(scope: ScopeId): Map<number, ScopeHistory> {
    let lives = this.#histories.get(scope);
    if (lives === undefined) this.#histories.set(scope, (lives = new Map<number, ScopeHistory>()));
    return lives;
  }

  #fail(id: 'WS2' | 'WS3' | 'WS4' | 'WS7' | 'WS11', detail: string): void {
    this.#violations.report(id, this.#scheduler.now, detail);
  }
}

function isSame(leaf: ReplicaLeaf, truth: DatabaseLeaf): boolean {
  return (
    leaf.hash === truth.hash &&
    leaf.recvAt === truth.recvAt &&
    leaf.status === truth.status &&
    leaf.code === truth.code &&
    (leaf.op === truth.op || isSameText(leaf.op, truth.op))
  );
}

function isSameText(one: WireOperation, other: WireOperation): boolean {
  return one.h === other.h && one.b === other.b && one.s === other.s;
}
