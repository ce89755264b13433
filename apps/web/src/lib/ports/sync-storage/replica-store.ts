import type { ReplicaStore } from '@truc/sync/client';
import { CursorSchema, type Cursor } from '@truc/sync/protocol';
import { Dexie } from 'dexie';
import * as v from 'valibot';
import { lockLeaf } from './leaf-cipher.ts';
import type { OpenKeys } from './open-operation.ts';
import { reopening } from './reopening.ts';
import type { ReplicaDb } from './replica-db.ts';

export function createDexieReplica(db: ReplicaDb, keys: OpenKeys): ReplicaStore {
  return {
    async cursors(scopes) {
      const open = scopes.flatMap((scope) => keys.of(scope) ?? []);
      const rows = await reopening(db, () => db.cursors.bulkGet(open.map(({ tag }) => tag)));
      return rows.flatMap((row, at): Cursor[] => {
        const scope = open[at]?.scope;
        const cursor = row === undefined ? null : v.safeParse(CursorSchema, { ...row, scope });
        return cursor?.success === true ? [cursor.output] : [];
      });
    },
    async apply({ expected, leaves, cursor }) {
      const key = keys.of(cursor.scope);
      // Locked or revoked since it was asked for: nothing is kept.
      if (key === null) return false;
      const rows = await Promise.all(leaves.map((leaf) => lockLeaf(leaf, key)));
      return reopening(db, () =>
        db.transaction('rw', db.leaves, db.cursors, async () => {
          const held = await db.cursors.get(key.tag);
          if (held?.chain !== expected?.chain || held?.seq !== expected?.seq) return false;
          await db.leaves.bulkPut(rows);
          await db.cursors.put({ ...cursor, scope: key.tag });
          return true;
        }),
      );
    },
    async drop(scope) {
      const tag = keys.tagOf(scope);
      if (tag !== null) await dropTag(db, tag);
    },
    wipe: () =>
      reopening(db, () =>
        db.transaction('rw', db.leaves, db.words, db.cursors, async () => {
          await db.leaves.clear();
          await db.words.clear();
          await db.cursors.clear();
        }),
      ),
  };
}

/** Forgets leaves, their words and the cursor of a scope by its tag: no key is needed for that. */
export function dropTag(db: ReplicaDb, tag: string): Promise<void> {
  return reopening(db, () =>
    db.transaction('rw', db.leaves, db.words, db.cursors, async () => {
      const all = [
        [tag, Dexie.minKey],
        [tag, Dexie.maxKey],
      ] as const;
      await db.leaves
        .where('[scope+seq]')
        .between(...all)
        .delete();
      await db.words
        .where('[scope+block]')
        .between(...all)
        .delete();
      await db.cursors.delete(tag);
    }),
  );
}
