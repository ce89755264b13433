/** Logs of commands as pages and alarms look at them: each is read and folded once for all of them. */
import { ScopeIdSchema, type ScopeId } from '@truc/sync/protocol';
import { untrack } from 'svelte';
import * as v from 'valibot';
import type { LiveQuery } from '#lib/ports/live.svelte.ts';
import type { Book, BookEntry } from '#lib/ports/sync-storage/read-book.ts';

export type FoldedLogOptions<Folded> = {
  /** The rows of a log, as they lie in the local stores. Runs inside a live query. */
  readonly source: { read(scope: ScopeId, limit: number): Promise<Book> };
  readonly follow: (query: () => Promise<Book>, initial: Book) => LiveQuery<Book>;
  /** Makes what folds the rows of one log, again and again as it grows. */
  readonly createFold: () => (rows: readonly BookEntry[]) => Folded;
};

/** One log. What was read stays, so that the page that is opened next shows it at once and follows it from there. */
export type FoldedLog<Folded> = {
  readonly folded: Folded;
  readonly isRead: boolean;
  /** What the database said when a read failed, or null. */
  readonly failure: unknown;
  /** Not read until it was read once more: for who looks for what was written a moment ago and does not find it. */
  readAnew(): void;
};

/** A state is the fold of the whole log: nothing of it may be left out. */
const everything = 1_000_000;
const nothing: Book = { rows: [], hasOlder: false, isPulled: true };

export class FoldedLogs<Folded> {
  readonly #options: FoldedLogOptions<Folded>;
  readonly #logs = new Map<ScopeId, FoldedLog<Folded>>();

  constructor(options: FoldedLogOptions<Folded>) {
    this.#options = options;
  }

  of(name: string): FoldedLog<Folded> {
    const scope = v.parse(ScopeIdSchema, name);
    const known = this.#logs.get(scope);
    // Whoever comes after a failed read tries it again.
    if (known !== undefined && untrack(() => known.failure) === null) return known;
    const log = readLog(scope, this.#options);
    this.#logs.set(scope, log);
    return log;
  }

  /** Forgets what stands in the clear of every other log. */
  keep(isOpen: (scope: ScopeId) => boolean): void {
    for (const scope of this.#logs.keys()) if (!isOpen(scope)) this.#logs.delete(scope);
  }
}

function readLog<Folded>(
  scope: ScopeId,
  { source, follow, createFold }: FoldedLogOptions<Folded>,
): FoldedLog<Folded> {
  const book = follow(() => source.read(scope, everything), nothing);
  const fold = createFold();
  let last: { readonly book: Book; readonly folded: Folded } | null = null;
  return {
    get folded() {
      const { current } = book;
      if (last?.book !== current) last = { book: current, folded: fold(current.rows) };
      return last.folded;
    },
    get isRead() {
      return book.isRead;
    },
    get failure() {
      return book.failure;
    },
    readAnew: () => book.readAnew(),
  };
}
