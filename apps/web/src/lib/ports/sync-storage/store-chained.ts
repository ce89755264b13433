/**
 * One strict transaction that asks for nothing and waits for no answer: rows that are all there are written, and it commits. It
 * speaks to IndexedDB itself: on a tablet's processor Dexie's promises, zones and bookkeeping took longer than the storage.
 */
import type { WrittenRows } from './tell-readers.ts';

/** False, and nothing stored, when a number is taken: another tab wrote meanwhile. @throws what the storage says. */
export function storeChained(connection: IDBDatabase, rows: WrittenRows): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const names = ['operations', 'states'];
    const transaction = connection.transaction(names, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => {
      if (transaction.error?.name === 'ConstraintError') resolve(false);
      else reject(transaction.error ?? new DOMException('The transaction was aborted', 'AbortError'));
    };
    try {
      for (const row of rows.operations) transaction.objectStore('operations').add(row);
      for (const row of rows.states) transaction.objectStore('states').add(row);
      commitOf(transaction);
    } catch (cause) {
      // What was asked for before it would be committed by itself.
      transaction.abort();
      reject(cause instanceof Error ? cause : new Error(String(cause)));
    }
  });
}

/** Browsers without it commit by themselves, a little later. */
function commitOf(transaction: Partial<Pick<IDBTransaction, 'commit'>>): void {
  transaction.commit?.();
}
