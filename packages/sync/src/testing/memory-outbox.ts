import { failure, ok } from '@truc/base';
import {
  cutSegment,
  isOtherLife,
  isOvertaken,
  sameOutcome,
  stateAfter,
  tellsOfRestore,
  type DeviceRow,
  type Installation,
  type OutboxRecord,
  type OutboxState,
  type OutboxStore,
  type Reopening,
  type Settlement,
  type StoreFailure,
  type Teller,
} from '@truc/sync/client';
import { laterHybridTime } from '@truc/sync/client';
import type { Outcome } from '@truc/sync/protocol';

export type OutboxRow = {
  readonly record: OutboxRecord;
  readonly state: OutboxState;
  readonly outcome: Outcome | null;
  readonly toldBy?: Teller;
  readonly acknowledgedAt: number | null;
};

/** What survives a crash. A new store over the same disk is the same tablet, opened again. */
export type MemoryOutboxDisk = {
  device: DeviceRow | null;
  logEpoch: number | null;
  rows: OutboxRow[];
  journal: { readonly at: number; readonly n: number; readonly outcome: Outcome }[];
  /** Set by a test: the next writes fail like this. */
  failing: StoreFailure | null;
};

export function createMemoryOutboxDisk(): MemoryOutboxDisk {
  return { device: null, logEpoch: null, rows: [], journal: [], failing: null };
}

export function createMemoryOutbox(disk: MemoryOutboxDisk): OutboxStore {
  const unsent = () => disk.rows.filter(({ state }) => state === 'unsent');
  return {
    async device() {
      return disk.device;
    },
    async enrol(device) {
      if (disk.failing !== null) return { ok: false, error: disk.failing };
      const newest = disk.rows.filter(({ record }) => isOf(device, record)).at(-1)?.record;
      disk.device = newest === undefined ? device : { ...device, n: newest.n, hash: newest.hash };
      return ok(disk.device);
    },
    async append(draft) {
      if (disk.failing !== null) return { ok: false, error: disk.failing };
      if (disk.device === null) return failure('not_enrolled');
      const { record, device } = draft.finish(disk.device);
      const row: OutboxRow = { record, state: 'unsent', outcome: null, acknowledgedAt: null };
      disk.rows = [...disk.rows, row].sort((a, b) => compare(a.record, b.record));
      disk.device = device;
      return ok(record);
    },
    async witness(hlc) {
      if (disk.device !== null) disk.device = { ...disk.device, hlc: laterHybridTime(disk.device.hlc, hlc) };
    },
    async counts() {
      const needsYou = disk.rows.filter(({ state }) => state === 'needs_you').length;
      return { unsent: unsent().length, oldestUnsentWall: unsent()[0]?.record.wall ?? null, needsYou };
    },
    async nextSegment(limits, except) {
      const open = unsent()
        .map(({ record }) => record)
        .filter((record) => !except.some((one) => isOf(one, record)));
      return toSegment(cutSegment(open, limits));
    },
    async segmentFrom(place, limits) {
      const later = disk.rows
        .map(({ record }) => record)
        .filter((record) => isOf(place, record) && record.n >= place.from);
      return toSegment(cutSegment(later, limits));
    },
    async extent(installation) {
      const own = disk.rows.filter(({ record }) => isOf(installation, record));
      return {
        maxN: own.at(-1)?.record.n ?? 0,
        unsent: own.filter(({ state }) => state === 'unsent').length,
      };
    },
    async settle(settlement) {
      settle(disk, settlement);
    },
    async reopen(what) {
      return reopen(disk, what);
    },
    async prune(before) {
      const kept = disk.rows.filter(
        ({ state, acknowledgedAt }) =>
          state !== 'acknowledged' || acknowledgedAt === null || acknowledgedAt >= before,
      );
      const pruned = disk.rows.length - kept.length;
      disk.rows = kept;
      return pruned;
    },
  };
}

function settle(disk: MemoryOutboxDisk, { dev, inst, outcomes, at, by, logEpoch }: Settlement): void {
  if (isOtherLife(disk.logEpoch, logEpoch)) reopen(disk, 'all');
  disk.logEpoch = logEpoch ?? disk.logEpoch;
  const told = new Set<OutboxRow>();
  let isRestored = false;
  disk.rows = disk.rows.map((row) => {
    const outcome = outcomes.find(({ n }) => n === row.record.n);
    if (outcome === undefined || !isOf({ dev, inst }, row.record)) return row;
    const telling = { outcome, by, isNew: isNews(row, { outcome, by }, disk.journal) };
    if (telling.isNew) {
      isRestored ||= tellsOfRestore(row, telling);
      disk.journal.push({ at, n: outcome.n, outcome });
    }
    const settled = settleRow(row, telling, at);
    told.add(settled);
    return settled;
  });
  if (isRestored) disk.rows = disk.rows.map((row) => (told.has(row) ? row : reopened(row)));
}

function isNews(
  row: OutboxRow,
  { outcome, by }: Omit<Telling, 'isNew'>,
  journal: MemoryOutboxDisk['journal'],
): boolean {
  return !sameOutcome(row.outcome, outcome) && !isOvertaken(outcome, { present: row.toldBy, by, journal });
}

type Telling = { readonly outcome: Outcome; readonly by: Teller; readonly isNew: boolean };

function settleRow(row: OutboxRow, { outcome, by, isNew }: Telling, at: number): OutboxRow {
  const isRepeated = !isNew && sameOutcome(row.outcome, outcome);
  const shown = isNew ? outcome : (row.outcome ?? outcome);
  const toldBy = isNew || isRepeated ? by : row.toldBy;
  return {
    ...row,
    outcome: shown,
    state: stateAfter(shown, toldBy),
    acknowledgedAt: row.state === 'unsent' ? at : row.acknowledgedAt,
    ...(toldBy !== undefined && { toldBy }),
  };
}

function reopen(disk: MemoryOutboxDisk, what: Reopening): number {
  let count = 0;
  disk.rows = disk.rows.map((row) => {
    const { record, state } = row;
    const isMeant = what === 'all' || 'refetched' in what || isOf(what, record);
    if (state !== 'unsent' && isMeant) count += 1;
    const forgets = typeof what === 'object' && 'refetched' in what && what.refetched === record.scope;
    const next = isMeant ? reopened(row) : row;
    return forgets && next.outcome !== null ? { ...next, toldBy: 'server' } : next;
  });
  return count;
}

function reopened(row: OutboxRow): OutboxRow {
  return row.state === 'unsent' ? row : { ...row, state: 'unsent', acknowledgedAt: null };
}

function toSegment(records: readonly OutboxRecord[]) {
  const first = records[0];
  return first === undefined ? null : { dev: first.dev, inst: first.inst, from: first.n, records };
}

function isOf(installation: Installation, record: Installation): boolean {
  return installation.dev === record.dev && installation.inst === record.inst;
}

function compare(a: OutboxRecord, b: OutboxRecord): number {
  if (a.dev !== b.dev) return a.dev < b.dev ? -1 : 1;
  return a.inst - b.inst || a.n - b.n;
}
