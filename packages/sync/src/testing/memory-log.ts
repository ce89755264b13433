/** A log in memory that keeps every promise of the port: transactions one after another, all or nothing, unique keys. */
import { invariant, type Clock } from '@truc/base';
import type { DeviceId, ScopeId } from '@truc/sync/protocol';
import { utf8Length } from '@truc/sync/protocol';
import type {
  AppendBatch,
  FoldedState,
  InstallationPlace,
  InstallationRow,
  LockedScope,
  LogSnapshot,
  LogStore,
  LogTransaction,
  NewLeaf,
  StoredLeaf,
  StoredOutcome,
} from '@truc/sync/server';

export type MemoryLeaf = NewLeaf &
  InstallationPlace & { readonly recvAt: number; readonly redacted: string | null };

export type MemoryLogDisk = {
  epoch: number;
  readonly installations: Map<string, InstallationRow>;
  readonly declared: Map<string, AppendBatch['declared']>;
  readonly scopes: Map<ScopeId, LockedScope>;
  readonly states: Map<ScopeId, FoldedState>;
  leaves: readonly MemoryLeaf[];
  outcomes: readonly (InstallationPlace & StoredOutcome)[];
  /** Set by a test: throws inside the next transaction just before its commit. */
  crashBeforeCommit: boolean;
};

export function createMemoryLogDisk(): MemoryLogDisk {
  return {
    epoch: 1,
    installations: new Map(),
    declared: new Map(),
    scopes: new Map(),
    states: new Map(),
    leaves: [],
    outcomes: [],
    crashBeforeCommit: false,
  };
}

export function enrolInMemory(disk: MemoryLogDisk, dev: DeviceId, inst: number): void {
  const key = keyOf({ dev, inst });
  if (!disk.installations.has(key)) disk.installations.set(key, { lastN: 0, lastHash: null, blocked: false });
}

export function createMemoryLog(disk: MemoryLogDisk, clock: Clock): LogStore {
  let queue: Promise<unknown> = Promise.resolve();
  const exclusive = <T>(run: () => Promise<T>): Promise<T> => {
    const result = queue.then(run);
    // The failure belongs to the caller; the next transaction starts all the same.
    queue = result.catch(() => undefined);
    return result;
  };
  return {
    transact: (run) =>
      exclusive(async () => {
        let batch: AppendBatch | null = null;
        const result = await run(openTransaction(disk, clock, (staged) => (batch = staged)));
        if (disk.crashBeforeCommit) {
          disk.crashBeforeCommit = false;
          throw new Error('crashed before the commit');
        }
        if (batch !== null) commit(disk, batch);
        return result;
      }),
    snapshot: (run) => exclusive(() => run(openSnapshot(disk))),
  };
}

function openTransaction(
  disk: MemoryLogDisk,
  clock: Clock,
  stage: (batch: AppendBatch) => void,
): LogTransaction {
  return {
    async lockInstallation(place) {
      const row = disk.installations.get(keyOf(place));
      return row === undefined ? null : { ...row, logEpoch: disk.epoch };
    },
    async storedOutcomes({ dev, inst, fromN, toN }) {
      return disk.outcomes.filter(
        (one) => one.dev === dev && one.inst === inst && one.outcome.n >= fromN && one.outcome.n <= toN,
      );
    },
    async knownOperations(opIds) {
      const known = new Set(disk.leaves.map(({ opId }) => opId));
      return opIds.filter((opId) => known.has(opId));
    },
    async lockScopes(scopes) {
      return { recvAt: Math.round(clock.now()), scopes: scopes.map((scope) => scopeRow(disk, scope)) };
    },
    async foldedStates(scopes) {
      return scopes.flatMap((scope) => disk.states.get(scope) ?? []);
    },
    async leavesOf(scope) {
      return disk.leaves.filter((leaf) => leaf.scope === scope);
    },
    async append(batch) {
      stage(batch);
    },
  };
}

function commit(disk: MemoryLogDisk, batch: AppendBatch): void {
  const place = { dev: batch.dev, inst: batch.inst };
  const leaves = batch.leaves.map((leaf) => ({
    ...leaf,
    ...place,
    recvAt: batch.recvAt,
    redacted: null,
  }));
  const seqs = new Set(disk.leaves.map(({ scope, seq }) => `${scope}#${seq}`));
  const opIds = new Set(disk.leaves.map(({ opId }) => opId));
  const places = new Set(disk.leaves.filter(({ fork }) => !fork).map((leaf) => `${keyOf(leaf)}#${leaf.n}`));
  for (const leaf of leaves) {
    invariant(!seqs.has(`${leaf.scope}#${leaf.seq}`), 'unique (scope, seq)');
    invariant(leaf.opId === null || !opIds.has(leaf.opId), 'unique opId');
    invariant(leaf.fork || !places.has(`${keyOf(leaf)}#${leaf.n}`), 'unique (dev, inst, n)');
  }
  disk.leaves = [...disk.leaves, ...leaves];
  disk.outcomes = [...disk.outcomes, ...batch.outcomes.map((one) => ({ ...one, ...place }))];
  for (const { scope, head, chain } of batch.scopes) {
    disk.scopes.set(scope, { ...scopeRow(disk, scope), head, chain });
  }
  for (const state of batch.states) disk.states.set(state.scope, state);
  const row = disk.installations.get(keyOf(place));
  invariant(row !== undefined, 'an installation that was locked exists');
  disk.installations.set(keyOf(place), { ...row, ...batch.installation });
  disk.declared.set(keyOf(place), batch.declared);
}

function openSnapshot(disk: MemoryLogDisk): LogSnapshot {
  return {
    async scopesAt(cursors) {
      return cursors.map(({ scope, seq }) => ({
        ...scopeRow(disk, scope),
        chainAtCursor: disk.leaves.find((leaf) => leaf.scope === scope && leaf.seq === seq)?.chain ?? null,
      }));
    },
    async leavesAfter({ scope, afterSeq, budgetBytes }) {
      const taken: StoredLeaf[] = [];
      let bytes = 0;
      for (const leaf of disk.leaves) {
        if (leaf.scope !== scope || leaf.seq <= afterSeq) continue;
        const { seq, op, status, code, recvAt, chain, redacted } = leaf;
        bytes += utf8Length(op.h) + utf8Length(op.b) + utf8Length(op.s);
        if (taken.length > 0 && bytes > budgetBytes) break;
        taken.push({ seq, op, status, code, recvAt, redacted, chain });
      }
      return taken;
    },
  };
}

function scopeRow(disk: MemoryLogDisk, scope: ScopeId): LockedScope {
  return disk.scopes.get(scope) ?? { scope, epoch: disk.epoch, born: disk.epoch, head: 0, chain: null };
}

function keyOf({ dev, inst }: InstallationPlace): string {
  return `${dev}:${inst}`;
}
