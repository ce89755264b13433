import { Dexie, type EntityTable, type Table } from 'dexie';
import type { ReplicaLeaf } from '@truc/sync/client';
import type { Cursor } from '@truc/sync/protocol';

export type ReplicaDb = Dexie & {
  readonly leaves: Table<ReplicaLeaf, [scope: string, seq: number]>;
  readonly cursors: EntityTable<Cursor, 'scope'>;
};

/** Confirmed leaves. Droppable: a new version may delete this database and fetch everything again. */
export function openReplicaDb(name = 'truc-replica'): ReplicaDb {
  const db = new Dexie(name) as ReplicaDb;
  db.version(1).stores({ leaves: '[scope+seq], opId', cursors: 'scope' });
  return db;
}
