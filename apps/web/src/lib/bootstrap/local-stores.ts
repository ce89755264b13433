import type { OutboxStore, ReplicaStore } from '@truc/sync/client';
import type { BookSource } from '#lib/features/logbook/book-source.ts';
import { openOutboxDb } from '#lib/ports/sync-storage/outbox-db.ts';
import { createDexieOutbox } from '#lib/ports/sync-storage/outbox-store.ts';
import { readBook } from '#lib/ports/sync-storage/read-book.ts';
import { openReplicaDb } from '#lib/ports/sync-storage/replica-db.ts';
import { createDexieReplica } from '#lib/ports/sync-storage/replica-store.ts';

export type LocalStores = {
  readonly outbox: OutboxStore;
  readonly replica: ReplicaStore;
  readonly book: BookSource;
};

/** This device's databases: what was written here, and what was fetched. All tabs share them. */
export function openLocalStores(): LocalStores {
  const databases = { outbox: openOutboxDb(), replica: openReplicaDb() };
  return {
    outbox: createDexieOutbox(databases.outbox),
    replica: createDexieReplica(databases.replica),
    // Which rows are on their way is told by the client's status, not by the stores.
    book: { read: (scope, limit) => readBook(databases, { scope, limit, sending: null }) },
  };
}
