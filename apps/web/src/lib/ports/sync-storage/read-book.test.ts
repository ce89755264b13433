import 'fake-indexeddb/auto';
import type { Outcome } from '@truc/sync/protocol';
import type { OutboxRecord } from '@truc/sync/client';
import { sampleDelta, sampleDeviceRow, sampleDraft, sampleScope } from '@truc/sync/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { openOutboxDb } from './outbox-db.ts';
import { createDexieOutbox } from './outbox-store.ts';
import { createBookReader, type BookEntry, type BookQuery } from './read-book.ts';
import { openReplicaDb } from './replica-db.ts';
import { createDexieReplica } from './replica-store.ts';

const scope = sampleScope('gate');
const place = { dev: sampleDeviceRow().dev, inst: 1 };
let opened = 0;
let stores: Awaited<ReturnType<typeof openStores>>;

beforeEach(async () => {
  stores = await openStores();
  await stores.outboxStore.enrol(sampleDeviceRow());
});

afterEach(() => vi.restoreAllMocks());

describe('the book reader', () => {
  it('[AT3] shows nothing while the key of the scope is not here, and all of it when it is here again', async () => {
    await stores.replicaStore.apply(sampleDelta(null, 2));
    await write(1);
    const ring = stores.keys.current;
    stores.keys.lock();
    expect(await read()).toEqual({ states: [], hasOlder: false, isPulled: false });
    if (ring !== null) stores.keys.open(ring);
    expect((await read()).states).toEqual(['on_tablet', 'on_server 2', 'on_server 1']);
  });

  it('[OB2] shows what was written here before anything was ever pulled', async () => {
    await write(2);
    expect(await read()).toEqual({ states: ['on_tablet', 'on_tablet'], hasOlder: false, isPulled: false });
  });

  it('shows own operations newest first above the log', async () => {
    await stores.replicaStore.apply(sampleDelta(null, 2));
    await write(3);
    expect((await read()).states).toEqual([
      'on_tablet',
      'on_tablet',
      'on_tablet',
      'on_server 2',
      'on_server 1',
    ]);
  });

  it('[OB4] shows a receipt whose leaf is still to come at its place, and once only when it came', async () => {
    const [record] = await write(1);
    if (record === undefined) throw new Error('one was written');
    await settle(record, { status: 'accepted', code: null, scope, seq: 1 });
    expect((await read()).states).toEqual(['on_server 1']);
    const delta = sampleDelta(null, 1);
    const leaves = delta.leaves.map((leaf) => ({
      ...leaf,
      op: record.op,
      opId: record.opId,
      hash: record.hash,
    }));
    await stores.replicaStore.apply({ ...delta, leaves });
    expect((await read()).states).toEqual(['on_server 1']);
  });

  it('shows an operation once whose leaf came before its receipt', async () => {
    const [record] = await write(1);
    const delta = sampleDelta(null, 1);
    const leaves = delta.leaves.map((leaf) => ({ ...leaf, opId: record?.opId ?? null }));
    await stores.replicaStore.apply({ ...delta, leaves });
    expect((await read()).states).toEqual(['on_server 1']);
  });

  it('[OB4] keeps what stands in quarantine in its author’s book, with the reason', async () => {
    const [record] = await write(1);
    if (record === undefined) throw new Error('one was written');
    const quarantine = sampleScope('q');
    await settle(record, { status: 'quarantined', code: 'actor_not_permitted', scope: quarantine, seq: 7 });
    expect((await read()).states).toEqual(['needs_you actor_not_permitted']);
  });

  it('reads of what is unsent as many as asked for, all of it beside something that needs a person, each once', async () => {
    const get = vi.spyOn(IDBObjectStore.prototype, 'getAll');
    const records = await write(5);
    expect(await read({ limit: 3 })).toMatchObject({
      states: ['on_tablet', 'on_tablet', 'on_tablet'],
      hasOlder: true,
    });
    await write(1);
    expect((await read({ limit: 4 })).states).toHaveLength(4);
    get.mockClear();
    expect((await read({ limit: 4 })).states).toHaveLength(4);
    expect(get.mock.results).toHaveLength(0);
    const [first] = records;
    if (first === undefined) throw new Error('five were written');
    const quarantine = sampleScope('q');
    await settle(first, { status: 'quarantined', code: 'actor_not_permitted', scope: quarantine, seq: 7 });
    const whole = await read({ limit: 3 });
    expect(whole).toMatchObject({ hasOlder: false });
    expect(whole.states).toHaveLength(6);
    expect(whole.states.at(-1)).toBe('needs_you actor_not_permitted');
  });

  it('reads as many leaves as asked for and says that there are older ones', async () => {
    await stores.replicaStore.apply(sampleDelta(null, 5));
    expect(await read({ limit: 2 })).toEqual({
      states: ['on_server 5', 'on_server 4'],
      hasOlder: true,
      isPulled: true,
    });
    expect(await read({ limit: 5 })).toMatchObject({ hasOlder: false });
  });
});

async function openStores() {
  const keys = await openTestKeyring([scope]);
  const outbox = openOutboxDb(`book-outbox-${(opened += 1)}`);
  const replica = openReplicaDb(`book-replica-${opened}`);
  return {
    keys,
    book: createBookReader({ outbox, replica, keys }),
    outboxStore: createDexieOutbox(outbox, keys),
    replicaStore: createDexieReplica(replica, keys),
  };
}

async function write(count: number): Promise<OutboxRecord[]> {
  const records = [];
  for (let at = 0; at < count; at += 1) {
    const written = await stores.outboxStore.append(sampleDraft());
    if (written.ok) records.push(written.value);
  }
  return records;
}

function settle({ n, opId }: OutboxRecord, outcome: Omit<Outcome, 'n' | 'opId'>): Promise<void> {
  return stores.outboxStore.settle({ ...place, outcomes: [{ n, opId, ...outcome }], at: 1, by: 'server' });
}

async function read(query: Partial<BookQuery> = {}) {
  const { rows, ...book } = await stores.book.read({ scope, limit: 50, ...query });
  return { states: rows.map(({ place: at }) => describePlace(at)), ...book };
}

function describePlace(at: BookEntry['place']): string {
  if (at.state === 'on_server') return `on_server ${at.seq}`;
  return at.state === 'needs_you' ? `needs_you ${at.code}` : at.state;
}
