import type { ReplicaStore } from '@truc/sync/client';
import { Dexie } from 'dexie';
import { reopening } from './reopening.ts';
import type { ReplicaDb } from './replica-db.ts';

export function createDexieReplica(db: ReplicaDb): ReplicaStore {
  return {
    cursors: (scopes) =>
      reopening(db, async () =>
        (await db.cursors.bulkGet([...scopes])).filter((cursor) => cursor !== undefined),
      ),
    apply: ({ expected, leaves, cursor }) =>
      reopening(db, () =>
        db.transaction('rw', db.leaves, db.cursors, async () => {
          const held = await db.cursors.get(cursor.scope);
          if (held?.chain !== expected?.chain || held?.seq !== expected?.seq) return false;
          await db.leaves.bulkPut(leaves);
          await db.cursors.put(cursor);
          return true;
        }),
      ),
    wipe: () =>
      reopening(db, () =>
        db.transaction('rw', db.leaves, db.cursors, async () => {
          await db.leaves.clear();
          await db.cursors.clear();
        }),
      ),
    drop: (scope) =>
      reopening(db, () =>
        db.transaction('rw', db.leaves, db.cursors, async () => {
          await db.leaves.where('[scope+seq]').between([scope, Dexie.minKey], [scope, Dexie.maxKey]).delete();
          await db.cursors.delete(scope);
        }),
      ),
  };
}
