/** The contracts of outbox and replica, over whatever IndexedDB the file that calls it has. */
import { outboxContractSuite, replicaContractSuite, sampleScope } from '@truc/sync/testing';
import { Dexie } from 'dexie';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { openLeaf } from '../leaf-cipher.ts';
import { openOutboxDb } from '../outbox-db.ts';
import { createDexieOutbox } from '../outbox-store.ts';
import { openReplicaDb } from '../replica-db.ts';
import { createDexieReplica } from '../replica-store.ts';

export function storageSuites(name: string): void {
  outboxContractSuite(name, async () => {
    const database = freshName('outbox');
    const db = openOutboxDb(database);
    const keys = await openTestKeyring([sampleScope('gate')]);
    return {
      store: createDexieOutbox(db, keys),
      reopen: async () => createDexieOutbox(openOutboxDb(database), keys),
      journalOf: async (n) =>
        (await db.journal.filter((entry) => entry.n === n).sortBy('id')).map(({ outcome }) => outcome),
    };
  });

  replicaContractSuite(name, async () => {
    const database = freshName('replica');
    const db = openReplicaDb(database);
    const keys = await openTestKeyring([sampleScope('gate'), sampleScope('roof')]);
    return {
      store: createDexieReplica(db, keys),
      reopen: async () => createDexieReplica(openReplicaDb(database), keys),
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
}

/** No test finds what another one left: a browser keeps its databases. */
function freshName(kind: string): string {
  return `${kind}-${crypto.randomUUID()}`;
}
