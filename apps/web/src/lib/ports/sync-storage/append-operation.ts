/** One operation written down: encrypted first, then stored in one strict transaction that awaits nothing but the database. */
import { err, failure, ok } from '@truc/base';
import type { DeviceRow, OperationDraft, OutboxStore } from '@truc/sync/client';
import { assembleOperation } from '@truc/sync/protocol';
import type { Transaction } from 'dexie';
import { lockContent, type EncryptedContent } from '#lib/ports/vault/operation-cipher.ts';
import type { OpenKeys } from './open-operation.ts';
import type { OutboxDb } from './outbox-db.ts';
import { errorNames, reopening, toStoreFailure } from './reopening.ts';

/** The device's row as this page wrote or read it last. Never trusted: what is stored for it is checked against the row. */
export type LastRow = { row: DeviceRow | null };

type Made = ReturnType<OperationDraft['finish']>;
type Locked = EncryptedContent & { readonly scope: string };

/**
 * Each answer of the database waits behind whatever the page is doing. So the operation is finished for the device's row as
 * this page left it, and all is asked for together; only where another tab has written meanwhile the row is read first.
 */
export function createAppend(db: OutboxDb, keys: OpenKeys, left: LastRow): OutboxStore['append'] {
  return async (draft) => {
    const scopeKey = keys.of(draft.scope);
    const sealer = keys.current?.sealer ?? null;
    if (scopeKey === null || sealer === null) return failure('locked');
    // Before the transaction: IndexedDB closes one that waits for anything else.
    const content = await lockContent(draft, scopeKey, sealer);
    const stored = await storeLocked(db, {
      draft,
      locked: { ...content, scope: scopeKey.tag },
      left: left.row,
    });
    if (!stored.ok) return stored;
    left.row = stored.value?.device ?? null;
    return stored.value === null ? failure('not_enrolled') : ok(stored.value.record);
  };
}

export async function currentDevice(db: OutboxDb): Promise<DeviceRow | undefined> {
  const entry = await db.device.get('this');
  if (entry === undefined) return undefined;
  const { dev, inst, n, hash, hlc } = entry;
  return { dev, inst, n, hash, hlc };
}

type Storing = { readonly draft: OperationDraft; readonly locked: Locked; readonly left: DeviceRow | null };

async function storeLocked(db: OutboxDb, { draft, locked, left }: Storing) {
  // A draft that throws is a broken program and no failure of the storage; nothing was stored.
  let broken: { readonly cause: unknown } | null = null;
  const finish = (device: DeviceRow): Made => {
    try {
      return draft.finish(device);
    } catch (cause) {
      broken = { cause };
      throw cause;
    }
  };
  const guess = left === null ? null : { device: left, made: finish(left) };
  const write = (run: (transaction: Transaction) => Promise<Made | null>) =>
    db.transaction('rw', db.device, db.operations, db.states, run);
  try {
    const made = await reopening(db, async (isRerun) => {
      if (guess !== null && !isRerun) {
        const stored = await unlessOvertaken(() =>
          write((transaction) => storeGuessed(db, { ...guess, locked, transaction })),
        );
        if (stored !== null) return stored;
      }
      return write(() => storeRead(db, { draft, finish, locked, isRerun }));
    });
    return ok(made);
  } catch (cause) {
    if (broken !== null) throw cause;
    return err(toStoreFailure(cause));
  }
}

/** Another tab, an enrolment or a witness changed the device's row: what was finished for the old one is not stored. */
class RowOvertaken extends Error {
  override readonly name = 'RowOvertaken';
}

/** Null when the row was not as it was left. `ConstraintError`: its next number is taken. */
async function unlessOvertaken<T>(run: () => PromiseLike<T>): Promise<T | null> {
  try {
    return await run();
  } catch (cause) {
    if (errorNames(cause).some((name) => name === 'RowOvertaken' || name === 'ConstraintError')) return null;
    throw cause;
  }
}

type Guessed = {
  readonly device: DeviceRow;
  readonly made: Made;
  readonly locked: Locked;
  readonly transaction: Transaction;
};

async function storeGuessed(db: OutboxDb, { device, made, locked, transaction }: Guessed): Promise<Made> {
  const checked = currentDevice(db).then((held) => {
    if (held === undefined || !isSameRow(held, device)) throw new RowOvertaken();
    // All that is to be written was asked for by now: the commit need not wait until the page has heard of each.
    transaction.idbtrans.commit?.();
  });
  await Promise.all([checked, ...putRows(db, { before: device, made, locked })]);
  return made;
}

type Reading = {
  readonly draft: OperationDraft;
  readonly finish: OperationDraft['finish'];
  readonly locked: Locked;
  readonly isRerun: boolean;
};

async function storeRead(db: OutboxDb, { draft, finish, locked, isRerun }: Reading): Promise<Made | null> {
  const before = await currentDevice(db);
  if (before === undefined) return null;
  const made = finish(before);
  if (isRerun) {
    const stored = await db.operations.where('opId').equals(draft.opId).first();
    if (stored !== undefined && !('op' in stored)) {
      const op = assembleOperation(draft.content, stored);
      return { record: { ...made.record, n: stored.n, hash: stored.hash, op }, device: before };
    }
  }
  await Promise.all(putRows(db, { before, made, locked }));
  return made;
}

type Rows = { readonly before: DeviceRow; readonly made: Made; readonly locked: Locked };

function putRows(db: OutboxDb, { before, made: { record, device }, locked }: Rows): PromiseLike<unknown>[] {
  const { dev, inst, n, opId, hash } = record;
  const place = { dev, inst, n, opId, hash, prev: before.hash, hlc: device.hlc };
  return [
    db.operations.add({ ...place, ...locked }),
    db.states.add({ dev, inst, n, scope: locked.scope, state: 'unsent', outcome: null }),
    db.device.put({ ...device, id: 'this' }),
  ];
}

function isSameRow(a: DeviceRow, b: DeviceRow): boolean {
  return (
    a.dev === b.dev &&
    a.inst === b.inst &&
    a.n === b.n &&
    a.hash === b.hash &&
    a.hlc.t === b.hlc.t &&
    a.hlc.c === b.hlc.c
  );
}
