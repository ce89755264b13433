import { Dexie, type EntityTable, type Table } from 'dexie';
import type { DeviceRow, OutboxRecord, OutboxState } from '@truc/sync/client';
import type { Outcome } from '@truc/sync/protocol';

/** The one row of `device`. */
export type DeviceEntry = DeviceRow & { readonly id: 'this' };

/**
 * What became of a record; the record itself never changes. `seq`: place in `scope` once it is acknowledged there.
 * Absent fields are left out rather than null, because IndexedDB does not index null.
 */
export type StateEntry = {
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  readonly scope: string;
  readonly state: OutboxState;
  readonly outcome: Outcome | null;
  readonly seq?: number;
  readonly acknowledgedAt?: number;
};

/** Every outcome that was ever received, in the order of receipt. */
export type JournalEntry = {
  readonly id?: number;
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  readonly at: number;
  readonly outcome: Outcome;
};

export type RecordKey = [dev: string, inst: number, n: number];

export type OutboxDb = Dexie & {
  readonly device: EntityTable<DeviceEntry, 'id'>;
  readonly operations: Table<OutboxRecord, RecordKey>;
  readonly states: Table<StateEntry, RecordKey>;
  readonly journal: EntityTable<JournalEntry, 'id'>;
};

/**
 * The tablet's own writings, alone in their own database.
 *
 * THE SCHEMA IS FROZEN AT VERSION 1 FOR EVER. A tablet may come back after months with entries in it that exist nowhere
 * else; every later version of the program must open them as they are, and no upgrade may ever stand between a person's
 * words and the server. What later versions need beside them goes into another database.
 *
 * Strict durability: Chrome flushes nothing to disk by default when a transaction completes, and "saved" must be true.
 */
export function openOutboxDb(name = 'truc-outbox'): OutboxDb {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict' }) as OutboxDb;
  db.version(1).stores({
    device: 'id',
    operations: '[dev+inst+n], &opId, scope',
    states: '[dev+inst+n], [state+dev+inst+n], [scope+state], [scope+seq], acknowledgedAt',
    journal: '++id, [dev+inst+n]',
  });
  return db;
}
