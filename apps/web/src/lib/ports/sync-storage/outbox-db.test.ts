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

  it('[OB2] numbers densely what two tabs write in turn and at once, also over a new installation and a raised clock', async () => {
    const name = nextName();
    const [one, other] = [0, 1].map(() => createDexieOutbox(openOutboxDb(name), keys));
    if (one === undefined || other === undefined) throw new Error('two were opened');
    await one.enrol(sampleDeviceRow());
    for (const tab of [one, other, one, one, other]) await tab.append(sampleDraft());
    await Promise.all([one, other, one, other].map((tab) => tab.append(sampleDraft())));
    const hlc = { t: 4_000_000_000_000, c: 3 };
    await other.witness(hlc);
    await one.append(sampleDraft());
    const raised = await other.device();
    expect(raised).toMatchObject({ n: 10, hlc: { t: hlc.t } });
    const segment = await one.segmentFrom({ ...sampleDeviceRow(), from: 1 }, { maxOps: 99, maxBytes: 1e6 });
    expect(segment?.records.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const headers = segment?.records.map(({ op }) => JSON.parse('h' in op ? op.h : '{}') as { prev: string });
    expect(headers?.slice(1).map(({ prev }) => prev)).toEqual(
      segment?.records.slice(0, -1).map(({ hash }) => hash),
    );
    await other.enrol(sampleDeviceRow(undefined, 2));
    expect(await one.append(sampleDraft())).toMatchObject({ ok: true, value: { inst: 2, n: 1 } });
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
