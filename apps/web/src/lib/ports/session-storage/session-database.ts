import Dexie, { type Table } from 'dexie';
import type { Encrypted } from '#lib/ports/vault/aes.ts';

/**
 * What the page keeps to open again without the network. In the clear: who was here last, for the screen that asks for his
 * PIN, whether a sign-out is still owed, and the names of sessions (which end them and open nothing). Answers of the server lie
 * under the person's key, drafts under their scope's.
 */
export type KeptRow = { readonly key: string; readonly value: Encrypted | LastPerson | string | true };
export type LastPerson = { readonly person: string; readonly name: string };
/** `key` holds the person's id and the scope's tag. */
export type DraftRow = Encrypted & { readonly key: string };

/** Droppable. */
export class SessionDatabase extends Dexie {
  kept!: Table<KeptRow, string>;
  drafts!: Table<DraftRow, string>;

  constructor(name = 'truc-session') {
    super(name);
    const stores = { kept: 'key', drafts: 'key' };
    this.version(1).stores(stores);
    // The first version kept all of it in the clear.
    this.version(2)
      .stores(stores)
      .upgrade((tx) => Promise.all([tx.table('kept').clear(), tx.table('drafts').clear()]));
  }
}
