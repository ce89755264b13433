import type { ScopeId } from '@truc/sync/protocol';
import { createBookReader, type BookReader, type BookStores } from './read-book.ts';

/**
 * A reader for each log: what was opened of one is remembered while others are read, so that a log that grows by a line has
 * that line opened and no other. For logs that are read whole and side by side, as those of commands are.
 */
export function createBooksApart(stores: BookStores): BookReader {
  const readers = new Map<ScopeId, BookReader>();
  return {
    read(query) {
      const reader = readers.get(query.scope) ?? createBookReader(stores);
      readers.set(query.scope, reader);
      return reader.read(query);
    },
    forget() {
      for (const reader of readers.values()) reader.forget();
    },
  };
}
