/**
 * Operations written down in one strict transaction. It speaks to IndexedDB itself: on a tablet's processor Dexie's promises,
 * zones and bookkeeping took longer than the storage.
 */
import type { DeviceRow, OperationDraft } from '@truc/sync/client';
import { assembleOperation } from '@truc/sync/protocol';
import type { EncryptedContent } from '#lib/ports/vault/operation-cipher.ts';
import { currentDevice } from './current-device.ts';
import type { LockedOperation, OutboxDb } from './outbox-db.ts';
import { reopening } from './reopening.ts';
import type { WrittenRows } from './tell-readers.ts';

/** The device's row as this page wrote or read it last. Never trusted: what is stored for it is checked against the row. */
export type LastRow = { row: DeviceRow | null };

export type Made = ReturnType<OperationDraft['finish']>;
/** An operation without its number, encrypted. `scope`: the tag of its scope. */
export type LockedDraft = {
  readonly draft: OperationDraft;
  readonly locked: EncryptedContent & { readonly scope: string };
};
/** `broken`: the draft threw. The others of its group are stored all the same. */
export type Finished = Made['record'] | { readonly broken: unknown };

export type DraftStore = {
  readonly db: OutboxDb;
  readonly left: LastRow;
  readonly tell: (written: WrittenRows) => void;
};

/**
 * Each answer of the database waits behind whatever the page is doing. So the operations are finished for the device's row as
 * this page left it, and all is asked for together; only where another tab has written meanwhile the row is read first.
 * Null when the device is not enrolled. @throws what the storage says; then none of them is stored.
 */
export function storeDrafts(
  { db, left, tell }: DraftStore,
  drafts: readonly LockedDraft[],
): Promise<readonly Finished[] | null> {
  return reopening(db, async (isRerun) => {
    if (left.row !== null && !isRerun) {
      const chained = chain(left.row, drafts);
      if (await isStored(await connectionOf(db), left.row, chained)) {
        left.row = chained.device;
        tell(rowsOf(chained));
        return chained.finished;
      }
    }
    const chained = await storeRead(db, drafts, isRerun);
    left.row = chained?.device ?? null;
    return chained?.finished ?? null;
  });
}

type Link = { readonly before: DeviceRow; readonly made: Made; readonly locked: LockedDraft['locked'] };
type Chained = {
  readonly links: readonly Link[];
  readonly finished: readonly Finished[];
  /** The device's row after the last of them. */
  readonly device: DeviceRow;
};

/** `stored`: what a transaction of which nobody knows whether it was committed has stored of them. */
function chain(
  row: DeviceRow,
  drafts: readonly LockedDraft[],
  stored?: ReadonlyMap<string, LockedOperation>,
): Chained {
  const links: Link[] = [];
  let device = row;
  const finished = drafts.map(({ draft, locked }): Finished => {
    try {
      const made = draft.finish(device);
      const known = stored?.get(draft.opId);
      if (known !== undefined) return asStored(draft, made, known);
      links.push({ before: device, made, locked });
      device = made.device;
      return made.record;
    } catch (broken) {
      return { broken };
    }
  });
  return { links, finished, device };
}

function asStored(draft: OperationDraft, { record }: Made, stored: LockedOperation): Made['record'] {
  return { ...record, n: stored.n, hash: stored.hash, op: assembleOperation(draft.content, stored) };
}

function rowsOf({ links }: Chained): WrittenRows {
  return {
    operations: links.map(({ before, made: { record, device }, locked }) => {
      const { dev, inst, n, opId, hash } = record;
      return { dev, inst, n, opId, hash, prev: before.hash, hlc: device.hlc, ...locked };
    }),
    states: links.map(({ made: { record }, locked }) => {
      const { dev, inst, n } = record;
      return { dev, inst, n, scope: locked.scope, state: 'unsent', outcome: null };
    }),
  };
}

/** False, and nothing stored, when another tab, an enrolment or a witness changed the device's row. */
function isStored(connection: IDBDatabase, left: DeviceRow, chained: Chained): Promise<boolean> {
  if (chained.links.length === 0) return Promise.resolve(true);
  return new Promise((resolve, reject) => {
    const names = ['device', 'operations', 'states'];
    const transaction = connection.transaction(names, 'readwrite', { durability: 'strict' });
    let isOvertaken = false;
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => {
      // `ConstraintError`: the next number is taken.
      if (isOvertaken || transaction.error?.name === 'ConstraintError') resolve(false);
      else reject(transaction.error ?? new DOMException('The transaction was aborted', 'AbortError'));
    };
    try {
      const held = transaction.objectStore('device').get('this');
      held.onsuccess = () => {
        isOvertaken = !isSameRow(held.result, left);
        // All that is to be written was asked for by now: the commit need not wait until the page has heard of each.
        if (isOvertaken) transaction.abort();
        else commitOf(transaction);
      };
      addRows(transaction, chained);
    } catch (cause) {
      // What was asked for before it would be committed by itself.
      transaction.abort();
      reject(cause instanceof Error ? cause : new Error(String(cause)));
    }
  });
}

function addRows(transaction: IDBTransaction, chained: Chained): void {
  const rows = rowsOf(chained);
  for (const row of rows.operations) transaction.objectStore('operations').add(row);
  for (const row of rows.states) transaction.objectStore('states').add(row);
  transaction.objectStore('device').put({ ...chained.device, id: 'this' });
}

/** Browsers without it commit by themselves, a little later. */
function commitOf(transaction: Partial<Pick<IDBTransaction, 'commit'>>): void {
  transaction.commit?.();
}

async function connectionOf(db: OutboxDb): Promise<IDBDatabase> {
  if (!db.isOpen()) await db.open();
  return db.backendDB();
}

/** Null when there is no row yet. */
function storeRead(
  db: OutboxDb,
  drafts: readonly LockedDraft[],
  isRerun: boolean,
): PromiseLike<Chained | null> {
  return db.transaction('rw', db.device, db.operations, db.states, async () => {
    const before = await currentDevice(db);
    if (before === undefined) return null;
    const chained = chain(before, drafts, isRerun ? await storedOf(db, drafts) : undefined);
    const { operations, states } = rowsOf(chained);
    await Promise.all([
      db.operations.bulkAdd(operations),
      db.states.bulkAdd(states),
      db.device.put({ ...chained.device, id: 'this' }),
    ]);
    return chained;
  });
}

async function storedOf(
  db: OutboxDb,
  drafts: readonly LockedDraft[],
): Promise<ReadonlyMap<string, LockedOperation>> {
  const rows = await db.operations
    .where('opId')
    .anyOf(drafts.map(({ draft }) => draft.opId))
    .toArray();
  return new Map(rows.flatMap((row) => ('op' in row ? [] : [[row.opId, row] as const])));
}

function isSameRow(held: unknown, left: DeviceRow): boolean {
  return typeof held === 'object' && held !== null && rowText(held) === rowText(left);
}

function rowText({ dev, inst, n, hash, hlc }: Partial<DeviceRow>): string {
  return [dev, inst, n, hash, hlc?.t, hlc?.c].join(' ');
}
