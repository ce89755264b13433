/** The outbox on IndexedDB: the port's transactions, each one Dexie transaction that awaits nothing but the database. */
import { err, ok } from '@truc/base';
import {
  cutSegment,
  laterHybridTime,
  type DeviceRow,
  type Installation,
  type OutboxStore,
  type Segment,
  type SegmentLimits,
  type SendableRecord,
} from '@truc/sync/client';
import { Dexie } from 'dexie';
import { createAppend } from './append-operation.ts';
import { currentDevice } from './current-device.ts';
import { toSendable, type OpenKeys } from './open-operation.ts';
import { createLastRow } from './last-row.ts';
import type { OperationRow, OutboxDb, StateEntry } from './outbox-db.ts';
import { keyOf, readOperations } from './read-operations.ts';
import { reopening, toStoreFailure } from './reopening.ts';
import { reopen, settle } from './settle-outcomes.ts';

const { minKey, maxKey } = Dexie;

export function createDexieOutbox(db: OutboxDb, keys: OpenKeys): OutboxStore {
  const run = <T>(work: (isRerun: boolean) => PromiseLike<T>) => reopening(db, work);
  const last = createLastRow(db);
  return {
    async device() {
      const read = last.reading();
      const row = await run(() => db.transaction('r', db.device, db.operations, () => currentDevice(db)));
      read(row ?? null);
      return row ?? null;
    },
    async enrol(device) {
      try {
        const row = await run(() => db.transaction('rw', db.device, db.operations, () => enrol(db, device)));
        last.set(row);
        return ok(row);
      } catch (cause) {
        return err(toStoreFailure(cause));
      }
    },
    append: createAppend(db, keys, last),
    async witness(hlc) {
      last.set(await run(() => db.transaction('rw', db.device, db.operations, () => witness(db, hlc))));
    },
    counts: () => run(() => db.transaction('r', db.states, db.operations, () => counts(db))),
    async nextSegment(limits, except) {
      const rows = await run(() =>
        db.transaction('r', db.states, db.operations, () => unsentRows(db, limits, except)),
      );
      return toSegment(await openAll(rows, keys), limits);
    },
    async segmentFrom({ dev, inst, from }, limits) {
      const rows = await run(() =>
        db.operations
          .where('[dev+inst+n]')
          .between([dev, inst, from], [dev, inst, maxKey], true, true)
          .limit(limits.maxOps)
          .toArray(),
      );
      return toSegment(await openAll(rows, keys), limits);
    },
    extent: (installation) => run(() => db.transaction('r', db.states, () => extent(db, installation))),
    settle: (settlement) =>
      run(() => db.transaction('rw', db.states, db.journal, db.device, () => settle(db, settlement))),
    reopen: (what) => run(() => db.transaction('rw', db.states, () => reopen(db, what, keys))),
    prune: (before) =>
      run(() => db.transaction('rw', db.device, db.states, db.operations, () => prune(db, before))),
  };
}

async function witness(db: OutboxDb, hlc: DeviceRow['hlc']): Promise<DeviceRow | null> {
  const device = await currentDevice(db);
  if (device === undefined) return null;
  const row = { ...device, hlc: laterHybridTime(device.hlc, hlc) };
  await db.device.put({ ...row, id: 'this' });
  return row;
}

async function enrol(db: OutboxDb, device: Parameters<OutboxStore['enrol']>[0]) {
  const newest = await db.operations
    .where('[dev+inst+n]')
    .between([device.dev, device.inst, minKey], [device.dev, device.inst, maxKey])
    .last();
  const row = newest === undefined ? device : { ...device, n: newest.n, hash: newest.hash };
  await db.device.put({ ...row, id: 'this' });
  return row;
}

function openAll(rows: readonly OperationRow[], keys: OpenKeys): Promise<SendableRecord[]> {
  return Promise.all(rows.map((row) => toSendable(row, keys)));
}

/** States of a kind by installation and `n`. A shorter key sorts before every longer one that it begins. */
function inState(db: OutboxDb, state: StateEntry['state'], of?: Installation) {
  const start = of === undefined ? [state] : [state, of.dev, of.inst];
  return db.states.where('[state+dev+inst+n]').between(start, [...start, maxKey]);
}

async function counts(db: OutboxDb) {
  const [unsent, needsYou, oldest] = await Promise.all([
    inState(db, 'unsent').count(),
    inState(db, 'needs_you').count(),
    inState(db, 'unsent').first(),
  ]);
  const record = oldest === undefined ? undefined : await db.operations.get(keyOf(oldest));
  return { unsent, oldestUnsentWall: record === undefined ? null : writtenAt(record), needsYou };
}

function writtenAt(row: OperationRow): number {
  return 'op' in row ? row.wall : row.hlc.t;
}

async function unsentRows(
  db: OutboxDb,
  limits: SegmentLimits,
  except: readonly Installation[],
): Promise<readonly OperationRow[]> {
  const unsent = inState(db, 'unsent');
  // A filter would make the database go through its rows one by one.
  const wanted =
    except.length === 0
      ? unsent
      : unsent.filter(({ dev, inst }) => !except.some((one) => one.dev === dev && one.inst === inst));
  const states = await wanted.limit(limits.maxOps).toArray();
  const records = await readOperations(db, states.map(keyOf));
  return records.filter((record) => record !== undefined);
}

async function extent(db: OutboxDb, { dev, inst }: Installation) {
  const newest = await db.states
    .where('[dev+inst+n]')
    .between([dev, inst, minKey], [dev, inst, maxKey])
    .last();
  return { maxN: newest?.n ?? 0, unsent: await inState(db, 'unsent', { dev, inst }).count() };
}

async function prune(db: OutboxDb, before: number): Promise<number> {
  const old = await db.states
    .where('acknowledgedAt')
    .below(before)
    .filter(({ state }) => state === 'acknowledged')
    .toArray();
  const keys = old.map(keyOf);
  // The device's number must outlive the operation that it is told by.
  const device = keys.length === 0 ? undefined : await currentDevice(db);
  if (device !== undefined) await db.device.put({ ...device, id: 'this' });
  await db.operations.bulkDelete(keys);
  await db.states.bulkDelete(keys);
  return keys.length;
}

function toSegment(records: readonly SendableRecord[], limits: SegmentLimits): Segment | null {
  const cut = cutSegment(records, limits);
  const first = cut[0];
  return first === undefined ? null : { dev: first.dev, inst: first.inst, from: first.n, records: cut };
}
