import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import type { ScopeKey } from '#lib/ports/vault/scope-key.ts';
import type { ScopeId } from '@truc/sync/protocol';

export type SearchQuestion = { readonly id: number; readonly text: string; readonly book: ScopeKey };

/** `read` of `total` leaves of the log that this device holds are searched so far: more answers follow until they are equal. */
export type SearchAnswer = {
  readonly id: number;
  readonly found: readonly BookEntry[];
  readonly hasMore: boolean;
  readonly read: number;
  readonly total: number;
};

export interface BookSearch {
  /** Calls `onAnswer` until the whole book was searched, or another question is asked. False while the book's key is not here. */
  ask(scope: ScopeId, text: string, onAnswer: (answer: SearchAnswer) => void): boolean;
  /** Ends the search of a book: no word of it stays in memory. */
  close(): void;
}

/** A worker for the book that is searched. It ends when this device is locked, or with its page. */
export function createBookSearch(keyring: Pick<Keyring, 'of' | 'current' | 'subscribe'>): BookSearch {
  let running: { readonly worker: Worker; readonly scope: ScopeId } | null = null;
  let asked = 0;
  let tell: (answer: SearchAnswer) => void = () => {};

  keyring.subscribe(() => {
    if (running !== null && keyring.of(running.scope) === null) close();
  });
  return {
    ask(scope, text, onAnswer) {
      const book = keyring.of(scope);
      if (book === null) return false;
      if (running !== null && running.scope !== scope) close();
      running ??= { worker: startWorker(), scope };
      asked += 1;
      tell = onAnswer;
      running.worker.postMessage({ id: asked, text, book } satisfies SearchQuestion);
      return true;
    },
    close,
  };

  function startWorker(): Worker {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<SearchAnswer>) => {
      if (data.id === asked) tell(data);
    });
    return worker;
  }

  function close(): void {
    running?.worker.terminate();
    running = null;
  }
}
