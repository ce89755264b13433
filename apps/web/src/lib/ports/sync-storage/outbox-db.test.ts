import 'fake-indexeddb/auto';
import { sampleDeviceRow, sampleDraft, sampleScope } from '@truc/sync/testing';
import type { PromiseExtended } from 'dexie';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { openOutboxDb } from './outbox-db.ts';
import { createDexieOutbox } from './outbox-store.ts';

let opened = 0;
let keys: Keyring;

beforeAll(async () => {
  keys = await openTestKeyring([sampleScope('gate')]);
});

afterEach(() => vi.restoreAllMocks());

describe('outbox database', () => {
  it('[PV3] has the schema of version 1 and no other', async () => {
    const db = openOutboxDb(nextName());
    await db.open();
    expect(db.verno).toBe(1);
    const schema = db.tables.map(({ name, schema: { primKey, indexes } }) => [
      name,
      [primKey, ...indexes].map(({ src }) => src).join(', '),
    ]);
    expect(Object.fromEntries(schema)).toEqual({
      device: 'id',
      operations: '[dev+inst+n], &opId, scope',
      states: '[dev+inst+n], [state+dev+inst+n], [scope+state], [scope+seq], acknowledgedAt',
      journal: '++id, [dev+inst+n]',
    });
  });

  it('[OB1] writes with strict durability', async () => {
    const db = openOutboxDb(nextName());
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await createDexieOutbox(db, keys).enrol(sampleDeviceRow());
    expect(transaction.mock.calls.map(([, mode, options]) => [mode, options])).toContainEqual([
      'readwrite',
      { durability: 'strict' },
    ]);
  });

  it('[OB7] says that the storage is full, and stores nothing of the operation', async () => {
    const store = createDexieOutbox(openOutboxDb(nextName()), keys);
    await store.enrol(sampleDeviceRow());
    const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await store.append(sampleDraft())).toMatchObject({ ok: false, error: { code: 'storage_full' } });
    add.mockRestore();
    expect(await store.device()).toEqual(sampleDeviceRow());
    expect(await store.append(sampleDraft())).toMatchObject({ ok: true, value: { n: 1 } });
  });

  it('[OB7] opens again after the browser lost the connection, and goes on', async () => {
    const db = openOutboxDb(nextName());
    const store = createDexieOutbox(db, keys);
    await store.enrol(sampleDeviceRow());
    await store.append(sampleDraft());
    db.close({ disableAutoOpen: true });
    expect(await store.append(sampleDraft())).toMatchObject({ ok: true, value: { n: 2 } });
    db.backendDB().close();
    expect(await store.counts()).toMatchObject({ unsent: 2 });
  });

  it('[OB7] stores an operation once when the connection is lost right after its commit', async () => {
    const db = openOutboxDb(nextName());
    const store = createDexieOutbox(db, keys);
    await store.enrol(sampleDeviceRow());
    const proto = db.transaction;
    vi.spyOn(db, 'transaction').mockImplementationOnce((...parameters) => {
      const committed: PromiseExtended<unknown> = Reflect.apply(proto, db, parameters);
      return committed.then(() => {
        throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
      });
    });
    expect(await store.append(sampleDraft())).toMatchObject({ ok: true, value: { n: 1 } });
    expect(await store.counts()).toMatchObject({ unsent: 1 });
    expect(await store.device()).toMatchObject({ n: 1 });
  });
});

function nextName(): string {
  return `outbox-db-${(opened += 1)}`;
}
