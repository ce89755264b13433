import { Dexie, type EntityTable, type Table } from 'dexie';
import type { DeviceRow, OutboxRecord, OutboxState, Teller } from '@truc/sync/client';
import type { OperationHeader, Outcome } from '@truc/sync/protocol';
import type { EncryptedContent } from '#lib/ports/vault/operation-cipher.ts';

/** The one row of `device`. */
export type DeviceEntry = DeviceRow & { readonly id: 'this' };

/**
 * An operation as it lies here: in the clear only what the server's chain needs. `scope` holds the scope's tag (HMAC), in
 * rows that were written before there were keys the scope itself; those rows (`op`) are opened and sent for ever.
 */
export type LockedOperation = Pick<OutboxRecord, 'dev' | 'inst' | 'n' | 'opId' | 'hash'> &
  Pick<OperationHeader, 'prev' | 'hlc'> &
  EncryptedContent & { readonly scope: string };
export type OperationRow = LockedOperation | OutboxRecord;

/** What the server said of an operation. Without its scope, which would stand here in the clear. */
export type KeptOutcome = Omit<Outcome, 'scope'>;

/**
 * What became of a record; the record itself never changes. `seq`: place in its scope once it is acknowledged there.
 * `toldBy`: whose word `outcome` is; earlier versions did not write it.
 * Absent fields are left out rather than null, because IndexedDB does not index null.
 */
export type StateEntry = {
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  readonly scope: string;
  readonly state: OutboxState;
  readonly outcome: KeptOutcome | null;
  readonly toldBy?: Teller;
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
  readonly outcome: KeptOutcome;
};

export type RecordKey = [dev: string, inst: number, n: number];

export type OutboxDb = Dexie & {
  readonly device: EntityTable<DeviceEntry, 'id'>;
  readonly operations: Table<OperationRow, RecordKey>;
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
  const db = new Dexie(name, { chromeTransactionDurability: 'strict', cache: 'disabled' }) as OutboxDb;
  db.version(1).stores({
    device: 'id',
    operations: '[dev+inst+n], &opId, scope',
    states: '[dev+inst+n], [state+dev+inst+n], [scope+state], [scope+seq], acknowledgedAt',
    journal: '++id, [dev+inst+n]',
  });
  return db;
}
