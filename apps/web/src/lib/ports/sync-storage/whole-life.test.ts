import 'fake-indexeddb/auto';
import { sha256 } from '@noble/hashes/sha2.js';
import { createSyncClient, type SyncClient, type SyncStatus } from '@truc/sync/client';
import {
  createFaultyTransport,
  createMemoryLocks,
  createMemoryLog,
  createMemoryLogDisk,
  createSeededRandom,
  createTestServer,
  noFaults,
  noSigner,
  openLeases,
  sampleCommand,
  sampleScope,
  type FaultRates,
  type TestCookies,
} from '@truc/sync/testing';
import { describe, expect, it } from 'vitest';
import { systemClock, systemTimers } from '../system.ts';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { openOutboxDb } from './outbox-db.ts';
import { createDexieOutbox } from './outbox-store.ts';
import { createBookReader } from './read-book.ts';
import { openReplicaDb } from './replica-db.ts';
import { createDexieReplica } from './replica-store.ts';

const scope = sampleScope('gate');
const dead: FaultRates = { ...noFaults, loseRequest: 1 };

describe('a browser’s life on IndexedDB', () => {
  it('[OB2] [SV4] [CU2] writes on a dead link, is killed, opens again, and brings each entry once and in order', async () => {
    const random = createSeededRandom(3);
    const disk = createMemoryLogDisk();
    const store = createMemoryLog(disk, systemClock);
    const server = createTestServer({ disk, store, clock: systemClock, random });
    const cookies: TestCookies = { dev: null, isSignedIn: true };
    const network = { rates: noFaults };
    const keys = await openTestKeyring([scope]);
    const open = () => openBrowser({ keys, server, cookies, random, rates: () => network.rates });

    const first = open();
    await first.client.start();
    await until(first.client, ({ enrolled }) => enrolled);
    network.rates = dead;
    for (let at = 1; at <= 20; at += 1) {
      const written = await first.client.write(sampleCommand({ body: { text: `entry ${at}` } }));
      expect(written.ok).toBe(true);
    }
    await first.client.stop();
    first.outbox.close();
    first.replica.close();

    const second = open();
    await second.client.start();
    expect(second.client.status()).toMatchObject({ enrolled: true, unsent: 20 });
    const offline = await second.book.read({ scope, limit: 50 });
    expect(offline.rows.map(({ place }) => place.state)).toEqual(Array(20).fill('on_tablet'));
    network.rates = noFaults;
    second.client.follow([scope]);
    second.client.handleOnline();
    await until(second.client, ({ unsent, round }) => unsent === 0 && round === 'idle');
    const online = await second.book.read({ scope, limit: 50 });
    expect(online.rows.map(({ op }) => op.b)).toEqual(
      Array.from({ length: 20 }, (_, at) => `{"text":"entry ${20 - at}"}`),
    );
    expect(online.rows.map(({ place }) => place)).toMatchObject(
      Array.from({ length: 20 }, (_, at) => ({ state: 'on_server', seq: 20 - at })),
    );
    expect(disk.leaves.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    await second.client.stop();
  });
});

type Surroundings = Omit<Parameters<typeof createFaultyTransport>[0], 'timers'> & { readonly keys: Keyring };

function openBrowser(surroundings: Surroundings) {
  const outbox = openOutboxDb('whole-life-outbox');
  const replica = openReplicaDb('whole-life-replica');
  const client = createSyncClient({
    outbox: createDexieOutbox(outbox, surroundings.keys),
    replica: createDexieReplica(replica, surroundings.keys),
    leases: openLeases,
    signer: noSigner,
    transport: createFaultyTransport({ ...surroundings, timers: systemTimers }),
    locks: createMemoryLocks(),
    clock: systemClock,
    timers: systemTimers,
    random: surroundings.random,
    randomBytes: surroundings.random,
    sha256,
  });
  const book = createBookReader({ outbox, replica, keys: surroundings.keys });
  return { client, outbox, replica, book };
}

function until(client: SyncClient, holds: (status: SyncStatus) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (status: SyncStatus) => {
      if (holds(status)) resolve();
    };
    client.subscribe(check);
  });
}
