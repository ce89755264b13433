/** The tablet's outbox on a simulated disk. Every operation costs the same however full it is. */
import { failure, ok } from '@truc/base';
import {
  cutSegment,
  laterHybridTime,
  isOtherLife,
  isOvertaken,
  sameOutcome,
  stateAfter,
  tellsOfRestore,
  type DeviceRow,
  type Installation,
  type OperationDraft,
  type OutboxRecord,
  type OutboxState,
  type OutboxStore,
  type Reopening,
  type SendableRecord,
  type Segment,
  type SegmentLimits,
  type Settlement,
  type Teller,
} from '@truc/sync/client';
import type { HashHex, Outcome, ScopeId } from '@truc/sync/protocol';
import type { Life } from './life.ts';
import { sealRecord } from './sealing.ts';
import { transact, transactOrFail, type Storage } from './storage.ts';

export type OutboxRow = {
  readonly record: OutboxRecord;
  readonly content: OperationDraft['content'];
  /** What a sealed operation says of its place. */
  readonly place: Pick<DeviceRow, 'hlc'> & { readonly prev: HashHex };
  state: OutboxState;
  outcome: Outcome | null;
  toldBy: Teller | undefined;
  acknowledgedAt: number | null;
};

/** Records of one installation in order of `n`; dense but for what was let go of. */
export type Shelf = Installation & {
  readonly rows: OutboxRow[];
  unsent: number;
  needsYou: number;
  /** No row before this index is unsent. */
  sentUpTo: number;
  /** No row was acknowledged before this server time. */
  acknowledgedFrom: number;
};

export type OutboxDisk = {
  device: DeviceRow | null;
  /** Of the life of the log that was told last. */
  logEpoch: number | null;
  readonly shelves: Shelf[];
  readonly journal: { readonly n: number; readonly outcome: Outcome }[];
};

export function createOutboxDisk(): OutboxDisk {
  return { device: null, logEpoch: null, shelves: [], journal: [] };
}

/** The same disk once more, as somebody who copies a browser's profile gets it. */
export function copyOutboxDisk(disk: OutboxDisk): OutboxDisk {
  const shelves = disk.shelves.map((shelf) => ({ ...shelf, rows: shelf.rows.map((row) => ({ ...row })) }));
  return { ...disk, shelves, journal: [...disk.journal] };
}

export type OutboxOptions = {
  readonly storage: Storage;
  readonly life: Life;
  /** Whether the key of this scope is here. */
  readonly opens: (scope: ScopeId) => boolean;
};

export function createOutbox(disk: OutboxDisk, { storage, life, opens }: OutboxOptions): OutboxStore {
  const read = <T>(run: () => T) => transact(storage, life, run);
  return {
    device: () => read(() => disk.device),
    enrol: (device) => transactOrFail(storage, life, () => ok(enrol(disk, device))),
    append: (draft) =>
      transactOrFail(storage, life, () => {
        if (disk.device === null) return failure('not_enrolled');
        return opens(draft.scope) ? ok(append(disk, draft, disk.device)) : failure('locked');
      }),
    witness: (hlc) =>
      read(() => {
        if (disk.device !== null)
          disk.device = { ...disk.device, hlc: laterHybridTime(disk.device.hlc, hlc) };
      }),
    counts: () => read(() => counts(disk)),
    nextSegment: (limits, except) =>
      read(() => nextSegment(disk, except, { limits, opens, state: 'unsent' })),
    segmentFrom: (place, limits) =>
      read(() => {
        const shelf = shelfOf(disk, place);
        return shelf === undefined
          ? null
          : cutAt(shelf, indexAt(shelf, place.from), { limits, opens, state: null });
      }),
    extent: (installation) => read(() => extent(disk, installation)),
    settle: (settlement) => read(() => settle(disk, settlement)),
    reopen: (what) => read(() => reopen(disk, what)),
    prune: (before) => read(() => prune(disk, before)),
  };
}

export function extent(disk: OutboxDisk, installation: Installation): { maxN: number; unsent: number } {
  const shelf = shelfOf(disk, installation);
  return { maxN: shelf?.rows.at(-1)?.record.n ?? 0, unsent: shelf?.unsent ?? 0 };
}

export function shelfOf(disk: OutboxDisk, { dev, inst }: Installation): Shelf | undefined {
  return disk.shelves.find((shelf) => shelf.inst === inst && shelf.dev === dev);
}

function append(disk: OutboxDisk, draft: OperationDraft, before: DeviceRow): OutboxRecord {
  const { record, device } = draft.finish(before);
  const shelf = shelfOf(disk, record) ?? addShelf(disk, record);
  const place = { prev: before.hash, hlc: device.hlc };
  shelf.rows.push({
    record,
    content: draft.content,
    place,
    state: 'unsent',
    outcome: null,
    toldBy: undefined,
    acknowledgedAt: null,
  });
  shelf.unsent += 1;
  disk.device = device;
  return record;
}

function addShelf(disk: OutboxDisk, { dev, inst }: Installation): Shelf {
  const shelf: Shelf = {
    dev,
    inst,
    rows: [],
    unsent: 0,
    needsYou: 0,
    sentUpTo: 0,
    acknowledgedFrom: Infinity,
  };
  disk.shelves.push(shelf);
  disk.shelves.sort((a, b) => (a.dev === b.dev ? a.inst - b.inst : a.dev < b.dev ? -1 : 1));
  return shelf;
}

function enrol(disk: OutboxDisk, device: DeviceRow): DeviceRow {
  const newest = shelfOf(disk, device)?.rows.at(-1)?.record;
  disk.device = newest === undefined ? device : { ...device, n: newest.n, hash: newest.hash };
  return disk.device;
}

function counts(disk: OutboxDisk) {
  let unsent = 0;
  let needsYou = 0;
  let oldestUnsentWall: number | null = null;
  for (const shelf of disk.shelves) {
    if (shelf.unsent > 0) oldestUnsentWall ??= firstUnsent(shelf)?.record.wall ?? null;
    unsent += shelf.unsent;
    needsYou += shelf.needsYou;
  }
  return { unsent, oldestUnsentWall, needsYou };
}

function firstUnsent(shelf: Shelf): OutboxRow | undefined {
  while (shelf.sentUpTo < shelf.rows.length && shelf.rows[shelf.sentUpTo]?.state !== 'unsent')
    shelf.sentUpTo += 1;
  return shelf.rows[shelf.sentUpTo];
}

/** `state`: of the records that go; null: in whatever state. */
type Cut = {
  readonly limits: SegmentLimits;
  readonly opens: (scope: ScopeId) => boolean;
  readonly state: OutboxState | null;
};

function nextSegment(disk: OutboxDisk, except: readonly Installation[], cut: Cut): Segment | null {
  for (const shelf of disk.shelves) {
    if (shelf.unsent === 0 || except.some(({ dev, inst }) => inst === shelf.inst && dev === shelf.dev))
      continue;
    firstUnsent(shelf);
    return cutAt(shelf, shelf.sentUpTo, cut);
  }
  return null;
}

function cutAt(shelf: Shelf, at: number, { limits, opens, state }: Cut): Segment | null {
  const records: SendableRecord[] = [];
  const end = Math.min(shelf.rows.length, at + limits.maxOps);
  let scope: ScopeId | null = null;
  let isOpen = false;
  for (let index = at; index < end; index += 1) {
    const row = shelf.rows[index];
    if (row === undefined || (state !== null && row.state !== state)) break;
    const { record } = row;
    if (scope !== record.scope) isOpen = opens((scope = record.scope));
    records.push(isOpen ? record : sealRecord(row));
  }
  const taken = cutSegment(records, limits);
  const first = taken[0];
  return first === undefined ? null : { dev: first.dev, inst: first.inst, from: first.n, records: taken };
}

function settle(disk: OutboxDisk, { dev, inst, outcomes, at, by, logEpoch }: Settlement): void {
  if (isOtherLife(disk.logEpoch, logEpoch)) reopen(disk, 'all');
  disk.logEpoch = logEpoch ?? disk.logEpoch;
  const shelf = shelfOf(disk, { dev, inst });
  if (shelf === undefined) return;
  let isRestored = false;
  for (const outcome of outcomes) {
    const row = shelf.rows[indexAt(shelf, outcome.n)];
    if (row?.record.n !== outcome.n) continue;
    const isChanged = !sameOutcome(row.outcome, outcome);
    const isOver =
      isChanged &&
      row.outcome !== null &&
      isOvertaken(outcome, { present: row.toldBy, by, journal: disk.journal });
    if (isChanged && !isOver) {
      isRestored ||= tellsOfRestore(row, { outcome, by });
      disk.journal.push({ n: outcome.n, outcome });
      row.outcome = outcome;
    }
    if (!isOver) row.toldBy = by;
    if (row.state === 'unsent') {
      row.acknowledgedAt = at;
      shelf.acknowledgedFrom = Math.min(shelf.acknowledgedFrom, at);
    }
    moveTo(shelf, row, stateAfter(row.outcome ?? outcome, row.toldBy));
  }
  if (!isRestored) return;
  const told = new Set(outcomes.map(({ n }) => n));
  for (const one of disk.shelves)
    for (const row of one.rows) if (one !== shelf || !told.has(row.record.n)) moveTo(one, row, 'unsent');
}

function moveTo(shelf: Shelf, row: OutboxRow, state: OutboxState): void {
  if (row.state === state) return;
  shelf.unsent += Number(state === 'unsent') - Number(row.state === 'unsent');
  shelf.needsYou += Number(state === 'needs_you') - Number(row.state === 'needs_you');
  if (state === 'unsent') {
    row.acknowledgedAt = null;
    shelf.sentUpTo = 0;
  }
  row.state = state;
}

function reopen(disk: OutboxDisk, what: Reopening): number {
  const refetched = what !== 'all' && 'refetched' in what ? what.refetched : null;
  const own = what === 'all' || 'refetched' in what ? undefined : shelfOf(disk, what);
  const isOfAll = what === 'all' || refetched !== null;
  let count = 0;
  for (const shelf of isOfAll ? disk.shelves : own === undefined ? [] : [own]) {
    count += shelf.rows.length - shelf.unsent;
    for (const row of shelf.rows) {
      moveTo(shelf, row, 'unsent');
      if (row.outcome !== null && row.record.scope === refetched) row.toldBy = 'server';
    }
  }
  return count;
}

function prune(disk: OutboxDisk, before: number): number {
  let pruned = 0;
  for (const shelf of disk.shelves) {
    if (shelf.acknowledgedFrom >= before) continue;
    const kept = shelf.rows.filter(
      ({ state, acknowledgedAt }) =>
        state !== 'acknowledged' || acknowledgedAt === null || acknowledgedAt >= before,
    );
    if (kept.length === shelf.rows.length) continue;
    pruned += shelf.rows.length - kept.length;
    shelf.rows.splice(0, shelf.rows.length, ...kept);
    shelf.sentUpTo = 0;
  }
  return pruned;
}

/** Index of the first row at place `n` or later. */
function indexAt({ rows }: Shelf, n: number): number {
  const guess = n - (rows[0]?.record.n ?? n);
  if (guess <= 0) return 0;
  if (rows[guess]?.record.n === n) return guess;
  const index = rows.findIndex(({ record }) => record.n >= n);
  return index < 0 ? rows.length : index;
}
