import 'fake-indexeddb/auto';
import type { Outcome } from '@truc/sync/protocol';
import type { OutboxRecord } from '@truc/sync/client';
import { sampleDelta, sampleDeviceRow, sampleDraft, sampleScope } from '@truc/sync/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { openOutboxDb } from './outbox-db.ts';
import { createDexieOutbox } from './outbox-store.ts';
import { readBook, type BookEntry, type BookQuery } from './read-book.ts';
import { openReplicaDb } from './replica-db.ts';
import { createDexieReplica } from './replica-store.ts';

const scope = sampleScope('gate');
const place = { dev: sampleDeviceRow().dev, inst: 1 };
let opened = 0;
let stores: ReturnType<typeof openStores>;

beforeEach(async () => {
  stores = openStores();
  await stores.outboxStore.enrol(sampleDeviceRow());
});

describe('readBook', () => {
  it('[OB2] shows what was written here before anything was ever pulled', async () => {
    await write(2);
    expect(await read()).toEqual({ states: ['on_tablet', 'on_tablet'], hasOlder: false, isPulled: false });
  });

  it('shows own operations newest first above the log, those under way as sending', async () => {
    await stores.replicaStore.apply(sampleDelta(null, 2));
    await write(3);
    const sending = { ...place, from: 1, to: 2 };
    expect((await read({ sending })).states).toEqual([
      'on_tablet',
      'sending',
      'sending',
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

function openStores() {
  const outbox = openOutboxDb(`book-outbox-${(opened += 1)}`);
  const replica = openReplicaDb(`book-replica-${opened}`);
  return {
    outbox,
    replica,
    outboxStore: createDexieOutbox(outbox),
    replicaStore: createDexieReplica(replica),
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
  return stores.outboxStore.settle({ ...place, outcomes: [{ n, opId, ...outcome }], at: 1 });
}

async function read(query: Partial<BookQuery> = {}) {
  const { rows, ...book } = await readBook(stores, { scope, limit: 50, sending: null, ...query });
  return { states: rows.map(({ place: at }) => describePlace(at)), ...book };
}

function describePlace(at: BookEntry['place']): string {
  if (at.state === 'on_server') return `on_server ${at.seq}`;
  return at.state === 'needs_you' ? `needs_you ${at.code}` : at.state;
}
