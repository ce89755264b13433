import { Dexie, type EntityTable, type Table } from 'dexie';
import type { OperationId } from '@truc/sync/protocol';
import type { Encrypted } from '#lib/ports/vault/aes.ts';

/** A leaf under its scope's key. `scope` is the scope's tag; the ids say nothing to whoever has no key. */
export type LeafRow = Encrypted & {
  readonly scope: string;
  readonly seq: number;
  readonly opId: OperationId | null;
};

export type CursorRow = {
  readonly scope: string;
  readonly epoch: number;
  readonly seq: number;
  readonly chain: string;
};

/** Folded words of a run of leaves, under the key of their scope: what the search reads in place of the leaves. */
export type WordsRow = Encrypted & {
  readonly scope: string;
  /** Which run, from 0. */
  readonly block: number;
  readonly epoch: number;
};

export type ReplicaDb = Dexie & {
  readonly leaves: Table<LeafRow, [scope: string, seq: number]>;
  readonly words: Table<WordsRow, [scope: string, block: number]>;
  readonly cursors: EntityTable<CursorRow, 'scope'>;
};

/** Confirmed leaves, encrypted. Droppable: a new version may delete this database and fetch everything again. */
export function openReplicaDb(name = 'truc-replica'): ReplicaDb {
  const db = new Dexie(name, { cache: 'disabled' }) as ReplicaDb;
  const stores = { leaves: '[scope+seq], opId', cursors: 'scope' };
  db.version(1).stores(stores);
  // The first version kept its leaves in the clear.
  db.version(2)
    .stores(stores)
    .upgrade((tx) => Promise.all([tx.table('leaves').clear(), tx.table('cursors').clear()]));
  db.version(3).stores({ ...stores, words: '[scope+block]' });
  return db;
}
