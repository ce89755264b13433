/**
 * A database as the server half meets it: transactions side by side, row locks that are waited for, deadlocks found, rows
 * seen by others only after the commit. What a session was doing when its server died is rolled back.
 */
import type { ScopeId } from '@truc/sync/protocol';
import type {
  AppendBatch,
  LockedInstallation,
  LogSnapshot,
  LogStore,
  LogTransaction,
  StoredLeaf,
  StoredOutcome,
} from '@truc/sync/server';
import type { Lots } from '../core/lots.ts';
import { never } from '../core/never.ts';
import type { Scheduler } from '../core/scheduler.ts';
import {
  commitBatch,
  copyState,
  createDatabaseState,
  installationKey,
  scopeRow,
  UniqueViolation,
  type DatabaseLeaf,
  type DatabaseState,
} from './database-state.ts';
import { Past, type View } from './past.ts';
import { octetsOf } from './octets.ts';
import { RowLocks } from './row-locks.ts';

/** The server's side of a session: it dies with its process. */
export type ServerLife = { isDead: boolean; crash(): void };

/** `crash_before`, `crash_after`: the server's process dies just before, or just after, the commit. */
export type DatabaseFault =
  'deadlock' | 'serialization_failure' | 'connection_lost' | 'crash_before' | 'crash_after';

export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

export type DatabaseOptions = {
  readonly scheduler: Scheduler;
  readonly lots: Lots;
  /** Longest wait of one statement in ms; 0: at once. */
  readonly slowestMs: number;
  /** What replicas are behind at most, ms; 0: there are none. */
  readonly lagMs: number;
  readonly now: () => number;
  /** Told of a key that a batch would have taken twice. */
  readonly handleDoubled: (key: string) => void;
  /** Sees each commit before anybody else may. */
  readonly handleCommit: (leaves: readonly DatabaseLeaf[], batch: AppendBatch) => void;
};

type Session = {
  readonly life: ServerLife;
  isAborted: boolean;
  staged: AppendBatch | null;
  /** What this transaction is still to meet. */
  fault: DatabaseFault | null;
};

export class Database {
  state: DatabaseState = createDatabaseState();
  /** Faults that the next transactions meet, one each. */
  readonly faults: DatabaseFault[] = [];
  readonly locks = new RowLocks<Session>();
  readonly #past: Past | null;
  readonly #options: DatabaseOptions;
  readonly #open = new Set<Session>();

  constructor(options: DatabaseOptions) {
    this.#options = options;
    this.#past = options.lagMs > 0 ? new Past(options.lots, options.lagMs) : null;
  }

  /** What a process holds in its hands after connecting. */
  connect(life: ServerLife): LogStore {
    return {
      transact: (run) => this.#transact(life, run),
      snapshot: (run) => this.#snapshot(life, this.state, run),
    };
  }

  /** What a process reads from that may be behind; null where there is no replica. */
  connectReplica(life: ServerLife): Pick<LogStore, 'snapshot'> | null {
    const past = this.#past;
    if (past === null) return null;
    const view = () => past.view(this.#options.scheduler.now) ?? this.state;
    return { snapshot: (run) => this.#snapshot(life, view(), run) };
  }

  /** The sessions of a process that died end without a commit. */
  abortSessionsOf(life: ServerLife): void {
    for (const session of this.#open) if (session.life === life) this.#end(session);
  }

  /** No transaction meets a fault any more, nor does one that is under way: it would bring down a server that nobody starts. */
  heal(): void {
    this.faults.length = 0;
    for (const session of this.#open) session.fault = null;
  }

  /** A backup is put back, or a replica that lagged takes over: a new life of the log begins. */
  restore(backup: DatabaseState): void {
    for (const session of this.#open) this.#end(session);
    const { epoch } = this.state;
    this.state = copyState(backup);
    this.state.epoch = epoch + 1;
    for (const [scope, row] of this.state.scopes) this.state.scopes.set(scope, { ...row, epoch: epoch + 1 });
    this.#past?.note(this.state, this.#options.scheduler.now);
  }

  /** What is kept of folded scopes is no fact (IN2): it may be lost, be behind its log, or be made by other rules. */
  spoilStates(how: 'lost' | 'behind' | 'older'): void {
    const { states } = this.state;
    for (const [scope, state] of states) {
      if (how === 'lost') states.delete(scope);
      else if (how === 'behind') states.set(scope, { ...state, seq: state.seq - 1, state: null });
      else states.set(scope, { ...state, model: state.model - 1, state: null });
    }
  }

  async #transact<T>(life: ServerLife, run: (tx: LogTransaction) => Promise<T>): Promise<T> {
    const session: Session = { life, isAborted: false, staged: null, fault: this.faults.shift() ?? null };
    this.#open.add(session);
    try {
      const result = await run(this.#transaction(session));
      await this.#step(session, () => undefined);
      if (session.fault === 'crash_before' || session.fault === 'connection_lost')
        this.#strike(life, session.fault);
      if (session.staged !== null) this.#commit(session.staged);
      if (session.fault === 'crash_after') this.#strike(life, session.fault);
      return session.life.isDead ? await never() : result;
    } finally {
      this.#end(session);
    }
  }

  #commit(batch: AppendBatch): void {
    try {
      this.#options.handleCommit(commitBatch(this.state, batch), batch);
      this.#past?.note(this.state, this.#options.scheduler.now);
    } catch (cause) {
      if (cause instanceof UniqueViolation) this.#options.handleDoubled(cause.message);
      throw cause;
    }
  }

  #strike(life: ServerLife, fault: DatabaseFault): void {
    if (fault !== 'crash_before' && fault !== 'crash_after') throw new DatabaseError(fault);
    life.crash();
  }

  #transaction(session: Session): LogTransaction {
    const state = () => this.state;
    const step = <T>(answer: () => T | Promise<T>) => this.#step(session, answer);
    return {
      lockInstallation: (place) => step(() => this.#lockInstallation(session, installationKey(place))),
      storedOutcomes: (stretch) =>
        step(() => {
          const { fromN, toN } = stretch;
          const outcomes = state().outcomes.get(installationKey(stretch));
          if (outcomes === undefined) return [];
          const found: StoredOutcome[] = [];
          for (let n = fromN; n <= toN; n += 1) {
            const told = outcomes[n];
            if (told !== undefined) for (const one of told) found.push(one);
          }
          return found;
        }),
      knownOperations: (opIds) => step(() => opIds.filter((opId) => state().opIds.has(opId))),
      lockScopes: async (scopes) => {
        for (const scope of scopes) await step(() => this.locks.take(session, scope));
        if (session.fault === 'deadlock') throw new DatabaseError(session.fault);
        return { recvAt: this.#options.now(), scopes: scopes.map((scope) => scopeRow(state(), scope)) };
      },
      foldedStates: (scopes) => step(() => scopes.flatMap((scope) => state().states.get(scope) ?? [])),
      leavesOf: (scope) => step(() => state().leaves.get(scope) ?? []),
      append: (batch) =>
        step(() => {
          session.staged = batch;
        }),
    };
  }

  async #lockInstallation(session: Session, key: string): Promise<LockedInstallation | null> {
    await this.locks.take(session, key);
    if (session.fault === 'serialization_failure') throw new DatabaseError(session.fault);
    const { installations, epoch } = this.state;
    const row = installations.get(key);
    return row === undefined ? null : { ...row, logEpoch: epoch };
  }

  async #snapshot<T>(
    life: ServerLife,
    { scopes, leaves, epoch }: View,
    run: (snapshot: LogSnapshot) => Promise<T>,
  ): Promise<T> {
    const session: Session = { life, isAborted: false, staged: null, fault: null };
    const rows = new Map(scopes);
    const rowOf = (scope: ScopeId) => rows.get(scope) ?? { scope, epoch, born: epoch, head: 0, chain: null };
    return run({
      scopesAt: (cursors) =>
        this.#step(session, () =>
          cursors.map(({ scope, seq }) => ({
            ...rowOf(scope),
            chainAtCursor: seq <= rowOf(scope).head ? (leaves.get(scope)?.[seq - 1]?.chain ?? null) : null,
          })),
        ),
      leavesAfter: ({ scope, afterSeq, budgetBytes }) =>
        this.#step(session, () =>
          within(budgetBytes, leaves.get(scope) ?? [], { from: afterSeq, to: rowOf(scope).head }),
        ),
    });
  }

  /** One statement: takes its time, answers, and the dead hear nothing of it. */
  #step<T>(session: Session, answer: () => T | Promise<T>): Promise<T> {
    const { scheduler, lots, slowestMs } = this.#options;
    const delayMs = slowestMs > 0 ? lots.below(slowestMs) : 0;
    if (delayMs === 0) return answered(session, answer);
    return new Promise((resolve) => {
      scheduler.after(delayMs, () => resolve(answered(session, answer)));
    });
  }

  #end(session: Session): void {
    session.isAborted = true;
    this.#open.delete(session);
    this.locks.releaseAll(session);
  }
}

function answered<T>(session: Session, answer: () => T | Promise<T>): Promise<T> {
  if (session.life.isDead) return never();
  if (session.isAborted) return Promise.reject(new DatabaseError('the session was ended'));
  try {
    return Promise.resolve(answer());
  } catch (cause) {
    return Promise.reject(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

type Stretch = { readonly from: number; readonly to: number };

function within(
  budgetBytes: number,
  leaves: readonly DatabaseLeaf[],
  { from, to }: Stretch,
): readonly StoredLeaf[] {
  const taken: StoredLeaf[] = [];
  const end = Math.min(to, leaves.length);
  let octets = 0;
  for (let at = from; at < end; at += 1) {
    const leaf = leaves[at];
    if (leaf === undefined) break;
    octets += octetsOf(leaf.op);
    if (taken.length > 0 && octets > budgetBytes) break;
    taken.push(leaf);
  }
  return taken;
}
