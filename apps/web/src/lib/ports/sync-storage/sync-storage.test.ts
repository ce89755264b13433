import 'fake-indexeddb/auto';
import { outboxContractSuite, replicaContractSuite } from '@truc/sync/testing';
import { Dexie } from 'dexie';
import { openOutboxDb } from './outbox-db.ts';
import { createDexieOutbox } from './outbox-store.ts';
import { openReplicaDb } from './replica-db.ts';
import { createDexieReplica } from './replica-store.ts';

let opened = 0;

outboxContractSuite('Dexie', async () => {
  const name = `outbox-${(opened += 1)}`;
  const db = openOutboxDb(name);
  return {
    store: createDexieOutbox(db),
    reopen: async () => createDexieOutbox(openOutboxDb(name)),
    journalOf: async (n) =>
      (await db.journal.filter((entry) => entry.n === n).sortBy('id')).map(({ outcome }) => outcome),
  };
});

replicaContractSuite('Dexie', async () => {
  const name = `replica-${(opened += 1)}`;
  const db = openReplicaDb(name);
  return {
    store: createDexieReplica(db),
    reopen: async () => createDexieReplica(openReplicaDb(name)),
    leavesOf: (scope) =>
      db.leaves.where('[scope+seq]').between([scope, Dexie.minKey], [scope, Dexie.maxKey]).toArray(),
  };
});
