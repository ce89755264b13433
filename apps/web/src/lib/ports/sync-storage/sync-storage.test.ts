import 'fake-indexeddb/auto';
import { outboxContractSuite, replicaContractSuite, sampleScope } from '@truc/sync/testing';
import { Dexie } from 'dexie';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { openLeaf } from './leaf-cipher.ts';
import { openOutboxDb } from './outbox-db.ts';
import { createDexieOutbox } from './outbox-store.ts';
import { openReplicaDb } from './replica-db.ts';
import { createDexieReplica } from './replica-store.ts';

let opened = 0;

outboxContractSuite('Dexie, encrypted', async () => {
  const name = `outbox-${(opened += 1)}`;
  const db = openOutboxDb(name);
  const keys = await openTestKeyring([sampleScope('gate')]);
  return {
    store: createDexieOutbox(db, keys),
    reopen: async () => createDexieOutbox(openOutboxDb(name), keys),
    journalOf: async (n) =>
      (await db.journal.filter((entry) => entry.n === n).sortBy('id')).map(({ outcome }) => outcome),
  };
});

replicaContractSuite('Dexie, encrypted', async () => {
  const name = `replica-${(opened += 1)}`;
  const db = openReplicaDb(name);
  const keys = await openTestKeyring([sampleScope('gate'), sampleScope('roof')]);
  return {
    store: createDexieReplica(db, keys),
    reopen: async () => createDexieReplica(openReplicaDb(name), keys),
    leavesOf: async (scope) => {
      const key = keys.of(scope);
      if (key === null) return [];
      const place = [key.tag, Dexie.minKey] as const;
      const rows = await db.leaves
        .where('[scope+seq]')
        .between([...place], [key.tag, Dexie.maxKey])
        .toArray();
      const leaves = await Promise.all(rows.map((row) => openLeaf(row, key)));
      return leaves.filter((leaf) => leaf !== null);
    },
  };
});
