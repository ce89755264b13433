import { emptyWitness, type Witnessing, type WitnessState, type WitnessStore } from '@truc/sync/client';
import { Dexie, type EntityTable } from 'dexie';
import { canVerifyEd25519, verifyEd25519 } from './verify-ed25519.ts';

/** One row, in the clear: a public key, signed notes that are meant to be seen, and what contradicted them. */
export type WitnessDb = Dexie & { readonly seen: EntityTable<WitnessRow, 'id'> };
type WitnessRow = Omit<WitnessState, 'leaseKey'> & { readonly id: 'this'; readonly leaseKey?: string | null };

/** A database of its own, so that nothing that drops the others drops what this device has seen. */
export function openWitnessDb(name = 'truc-witness'): WitnessDb {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict' }) as WitnessDb;
  db.version(1).stores({ seen: 'id' });
  return db;
}

/** A browser that cannot verify Ed25519 pins nothing and keeps nothing: it is no witness, and all else works. */
export function createWitness(): Witnessing {
  const store = createDexieWitness(openWitnessDb());
  const isAble = canVerifyEd25519();
  return {
    verify: verifyEd25519,
    store: {
      read: async () => ((await isAble) ? store.read() : emptyWitness),
      update: async (change) => ((await isAble) ? store.update(change) : change(emptyWitness)),
    },
  };
}

export function createDexieWitness(db: WitnessDb): WitnessStore {
  return {
    async read() {
      return toState(await db.seen.get('this'));
    },
    update: (change) =>
      db.transaction('rw', db.seen, async () => {
        const state = change(toState(await db.seen.get('this')));
        await db.seen.put({ ...state, id: 'this' });
        return state;
      }),
  };
}

function toState(row: WitnessRow | undefined): WitnessState {
  if (row === undefined) return emptyWitness;
  const { key, leaseKey, note, rewritten } = row;
  // Rows of before leases were checked lack their key: it is pinned at the next start.
  return { key, leaseKey: leaseKey ?? null, note, rewritten };
}
