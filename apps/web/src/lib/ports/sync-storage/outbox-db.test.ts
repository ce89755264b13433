import 'fake-indexeddb/auto';
import { sampleDeviceRow, sampleDraft, sampleScope } from '@truc/sync/testing';
import { liveQuery } from 'dexie';
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
    const store = createDexieOutbox(db, keys);
    await store.enrol(sampleDeviceRow());
    await store.append(sampleDraft());
    const writing = transaction.mock.calls.filter(([, mode]) => mode === 'readwrite');
    expect(writing.map(([, , options]) => options)).toEqual([
      { durability: 'strict' },
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

  it('[OB7] stores of a group what there is room for, and says of each what became of it', async () => {
    const store = createDexieOutbox(openOutboxDb(nextName()), keys);
    await store.enrol(sampleDeviceRow());
    const original = IDBObjectStore.prototype.add;
    const drafts = Array.from({ length: 5 }, () => sampleDraft());
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, row) {
      if ((row as { opId?: string }).opId === drafts[3]?.opId)
        throw new DOMException('full', 'QuotaExceededError');
      return original.call(this, row);
    });
    const stored = await Promise.all(drafts.map((draft) => store.append(draft)));
    expect(stored.map((one) => (one.ok ? one.value.n : one.error.code))).toEqual([
      1,
      2,
      3,
      'storage_full',
      4,
    ]);
    expect(stored.map((one) => one.ok && one.value.opId)).toEqual(
      drafts.map(({ opId }, at) => at !== 3 && opId),
    );
    expect(await store.counts()).toMatchObject({ unsent: 4 });
  });

  it('[OB2] tells live queries of what it stored, in the tab and in others', async () => {
    const name = nextName();
    const [db, other] = [openOutboxDb(name), openOutboxDb(name)];
    const store = createDexieOutbox(db, keys);
    await store.enrol(sampleDeviceRow());
    const seen: number[][] = [[], [], []];
    const follow = (at: number, query: () => Promise<number>) =>
      liveQuery(query).subscribe((value) => seen[at]?.push(value));
    const ends = [
      follow(0, () =>
        db.states
          .where('[scope+state]')
          .equals([keys.tagOf(sampleScope('gate')) ?? '', 'unsent'])
          .count(),
      ),
      follow(1, async () => (await db.operations.toArray()).length),
      follow(2, async () => (await other.operations.orderBy('[dev+inst+n]').last())?.n ?? 0),
    ];
    await vi.waitFor(() => expect(seen).toEqual([[0], [0], [0]]), 3_000);
    await store.append(sampleDraft());
    await vi.waitFor(() =>
      expect(seen).toEqual([
        [0, 1],
        [0, 1],
        [0, 1],
      ]),
    );
    for (const end of ends) end.unsubscribe();
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
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(loseAfterCommit());
    expect(await store.append(sampleDraft())).toMatchObject({ ok: true, value: { n: 1 } });
    expect(await store.counts()).toMatchObject({ unsent: 1 });
    expect(await store.device()).toMatchObject({ n: 1 });
  });
});

/** A transaction that is committed, of which the page hears that the connection was lost. */
function loseAfterCommit() {
  const original = IDBDatabase.prototype.transaction;
  return function (this: IDBDatabase, ...given: Parameters<IDBDatabase['transaction']>) {
    const transaction = original.apply(this, given);
    const lost = new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    transaction.addEventListener('complete', (event) => {
      event.stopImmediatePropagation();
      Object.defineProperty(transaction, 'error', { value: lost });
      transaction.onabort?.(new Event('abort'));
    });
    return transaction;
  };
}

function nextName(): string {
  return `outbox-db-${(opened += 1)}`;
}
