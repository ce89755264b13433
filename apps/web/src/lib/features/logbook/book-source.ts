import type { Book } from '#lib/ports/sync-storage/read-book.ts';
import type { ScopeId } from '@truc/sync/protocol';

/** The newest rows of one post's book, as they lie in the local stores, newest first: own unsent ones, then the log. */
export interface BookSource {
  /** Runs inside a live query: whatever it reads, it follows. `limit` counts rows that are on the server. */
  read(scope: ScopeId, limit: number): Promise<Book>;
}
