import { sha256 } from '@noble/hashes/sha2.js';
import { deliverOutbox, type Delivery, type Leases } from '@truc/sync/client';
import { createHttpClient } from '#lib/ports/http/http-client.ts';
import { SessionDatabase } from '#lib/ports/session-storage/session-database.ts';
import { createSessionStore } from '#lib/ports/session-storage/session-store.ts';
import { openOutboxDb } from '#lib/ports/sync-storage/outbox-db.ts';
import { createDexieOutbox } from '#lib/ports/sync-storage/outbox-store.ts';
import { openReplicaDb } from '#lib/ports/sync-storage/replica-db.ts';
import { createDexieReplica } from '#lib/ports/sync-storage/replica-store.ts';
import { createUrgentStore, openLaneDb } from '#lib/ports/sync-storage/urgent-store.ts';
import { createSyncTransport } from '#lib/ports/sync-transport.ts';
import { systemClock, systemRandom, systemRandomBytes, systemTimers } from '#lib/ports/system.ts';
import { createDeviceSigner } from '#lib/ports/vault/device-signer.ts';
import { lockOtherTabs } from '#lib/ports/vault/key-handover.ts';
import { Keyring } from '#lib/ports/vault/keyring.ts';
import { openKeysDb, type KeysDb } from '#lib/ports/vault/keys-db.ts';
import { createWebLocks } from '#lib/ports/web-locks.ts';

/** The service worker's way to send: the page's stores without anybody's keys, opened for one delivery and closed after it. */
export async function deliverUnsent(locks: LockManager): Promise<Delivery> {
  const keyring = new Keyring();
  const databases = {
    outbox: openOutboxDb(),
    replica: openReplicaDb(),
    keys: openKeysDb(),
    lane: openLaneDb(),
  };
  const channel = new BroadcastChannel('truc:locks');
  try {
    return await deliverOutbox({
      outbox: createDexieOutbox(databases.outbox, keyring),
      replica: createDexieReplica(databases.replica, keyring),
      urgent: createUrgentStore(databases.lane),
      leases: nobodys(databases.keys),
      signer: createDeviceSigner(databases.keys),
      transport: createSyncTransport(createHttpClient((input, init) => fetch(input, init))),
      locks: createWebLocks({ locks, channel, clock: systemClock }),
      clock: systemClock,
      timers: systemTimers,
      random: systemRandom,
      randomBytes: systemRandomBytes,
      sha256,
    });
  } finally {
    channel.close();
    for (const database of Object.values(databases)) database.close();
  }
}

/** Nobody works in a worker. What the server may still order from here is that everybody's keys go. */
function nobodys(keys: KeysDb): Leases {
  return {
    holder: () => null,
    leaseOf: () => null,
    opens: () => false,
    keep: () => Promise.resolve(),
    revoke: () => Promise.resolve(),
    async wipe() {
      await keys.vaults.clear();
      lockOtherTabs();
      await createSessionStore(new SessionDatabase(), new Keyring()).wipe();
    },
  };
}
