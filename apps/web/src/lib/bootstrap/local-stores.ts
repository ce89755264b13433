import type { Dexie } from 'dexie';
import { sha256 } from '@noble/hashes/sha2.js';
import type { PushRequest } from '@truc/sync/protocol';
import type {
  DeviceSigner,
  Leases,
  OutboxStore,
  ReplicaStore,
  UrgentStore,
  Witnessing,
} from '@truc/sync/client';
import type { BookSource } from '#lib/features/logbook/book-source.ts';
import { log } from '#lib/ports/log.ts';
import { createAmendmentDrafts, type AmendmentDrafts } from '#lib/ports/session-storage/amendment-drafts.ts';
import { createFormDrafts, type FormDrafts } from '#lib/ports/session-storage/form-drafts.ts';
import { createBookSearch, type BookSearch } from '#lib/ports/book-search/book-search.ts';
import { SessionDatabase } from '#lib/ports/session-storage/session-database.ts';
import { createSessionStore, type SessionStore } from '#lib/ports/session-storage/session-store.ts';
import { exportOutbox } from '#lib/ports/sync-storage/export-outbox.ts';
import { finishPurges } from '#lib/ports/sync-storage/finish-purges.ts';
import { openOutboxDb } from '#lib/ports/sync-storage/outbox-db.ts';
import { createDexieOutbox } from '#lib/ports/sync-storage/outbox-store.ts';
import { createBooksApart } from '#lib/ports/sync-storage/books-apart.ts';
import { createBookReader } from '#lib/ports/sync-storage/read-book.ts';
import { openReplicaDb } from '#lib/ports/sync-storage/replica-db.ts';
import { createDexieReplica } from '#lib/ports/sync-storage/replica-store.ts';
import { createUrgentStore, openLaneDb } from '#lib/ports/sync-storage/urgent-store.ts';
import { createDeviceSigner } from '#lib/ports/vault/device-signer.ts';
import { createKeyHandover, type KeyHandover } from '#lib/ports/vault/key-handover.ts';
import { Keyring } from '#lib/ports/vault/keyring.ts';
import { openKeysDb } from '#lib/ports/vault/keys-db.ts';
import { createLeases } from '#lib/ports/vault/leases.ts';
import { browserPasskeys } from '#lib/ports/vault/passkeys.ts';
import { createPinHasher } from '#lib/ports/vault/pin-hash-worker.ts';
import type { Vault } from '#lib/ports/vault/vault-contract.ts';
import { createVault } from '#lib/ports/vault/vault.ts';
import { createWitness } from '#lib/ports/witness/witness-store.ts';

export type LocalStores = {
  readonly outbox: OutboxStore;
  readonly replica: ReplicaStore;
  readonly leases: Leases;
  readonly signer: DeviceSigner;
  readonly witness: Witnessing;
  readonly urgent: UrgentStore;
  readonly session: SessionStore;
  readonly amendments: AmendmentDrafts;
  readonly forms: FormDrafts;
  readonly book: BookSource;
  /** The same rows for the facts of watches: it remembers what it opened by itself. */
  readonly watchBook: BookSource;
  /** Logs that are read side by side: it remembers what it opened of each. */
  readonly commandLogs: BookSource;
  readonly search: BookSearch;
  /** What is unsent, sealed and signed, for a file. */
  readonly exportOutbox: () => Promise<readonly PushRequest[] | null>;
  readonly keyring: Keyring;
  readonly vault: Vault;
  /** Makes ready for a PIN that is about to be typed. */
  readonly warmPin: () => void;
  /** Begins with what may be this person's whole PIN; null when it is not what was meant. */
  readonly beginPin: (typed: { readonly person: string; readonly pin: string } | null) => void;
  readonly handover: KeyHandover;
  /** Finishes what was begun in an earlier visit, and opens what is about to be read. */
  readonly begin: () => void;
};

/** While a PIN is being typed. What does not open now says so to whoever reads it. */
async function openEarly(databases: readonly Dexie[]): Promise<void> {
  const opened = await Promise.allSettled(databases.map((database) => database.open()));
  for (const one of opened)
    if (one.status === 'rejected') log.warn('a database did not open early', one.reason);
}

/** This device's databases: keys, what was written here, what was fetched, who was here. All tabs share them. */
export function openLocalStores(): LocalStores {
  const keyring = new Keyring();
  const keys = openKeysDb();
  const databases = { outbox: openOutboxDb(), replica: openReplicaDb() };
  const pins = createPinHasher();
  /** Which of several was typed last: an answer of the database to an older one, or to one that was submitted, begins nothing. */
  let typing = 0;
  const vault = createVault({
    db: keys,
    keyring,
    hashPin(pin, parameters) {
      typing += 1;
      return pins.hash(pin, parameters);
    },
    passkeys: browserPasskeys,
    now: () => Date.now(),
  });
  const kept = new SessionDatabase();
  const session = createSessionStore(kept, keyring);
  const handover = createKeyHandover(keyring, {
    now: () => Date.now(),
    locks: 'locks' in navigator ? navigator.locks : undefined,
  });
  const reader = createBookReader({ ...databases, keys: keyring });
  const watchReader = createBookReader({ ...databases, keys: keyring });
  const commandReader = createBooksApart({ ...databases, keys: keyring });
  const signer = createDeviceSigner(keys);
  const beginPin: LocalStores['beginPin'] = (typed) => {
    typing += 1;
    const at = typing;
    pins.begin(null);
    if (typed === null) return;
    const begin = async () => {
      const row = await keys.vaults.get(typed.person);
      if (at === typing && row !== undefined) pins.begin({ pin: typed.pin, parameters: row.pin });
    };
    begin().catch((reason: unknown) => log.warn('a PIN is not stretched ahead', reason));
  };
  const purge = () =>
    finishPurges(keys, databases.replica).catch((reason: unknown) => {
      log.error('rows of a scope that was taken back are still here', reason);
    });
  keyring.subscribe(() => {
    if (keyring.current !== null) return;
    reader.forget();
    watchReader.forget();
    commandReader.forget();
  });
  return {
    outbox: createDexieOutbox(databases.outbox, keyring),
    replica: createDexieReplica(databases.replica, keyring),
    leases: createLeases(keyring, vault, () => {
      handover.tell();
      void purge();
    }),
    witness: createWitness(),
    urgent: createUrgentStore(openLaneDb()),
    signer,
    exportOutbox: () => exportOutbox({ db: databases.outbox, signer, sha256 }),
    session,
    amendments: createAmendmentDrafts(kept, keyring),
    forms: createFormDrafts(kept, keyring),
    book: { read: (scope, limit) => reader.read({ scope, limit }) },
    watchBook: { read: (scope, limit) => watchReader.read({ scope, limit }) },
    commandLogs: { read: (scope, limit) => commandReader.read({ scope, limit }) },
    search: createBookSearch(keyring),
    keyring,
    vault,
    warmPin: pins.warm,
    beginPin,
    handover,
    begin() {
      void purge();
      void openEarly([databases.outbox, databases.replica]);
    },
  };
}
