import type { EntryView } from '#lib/features/logbook/entry-view.ts';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import type { ScopeKey } from '#lib/ports/vault/scope-key.ts';
import type { ScopeId } from '@truc/sync/protocol';

export type SearchQuestion = {
  readonly do: 'ask';
  readonly id: number;
  readonly text: string;
  readonly book: ScopeKey;
};
/** `open`: read the book as far as it goes here, for the question that is about to come. `index`: only what stands in no index yet. */
export type SearchMessage = SearchQuestion | { readonly do: 'open' | 'index'; readonly book: ScopeKey };

/** `read` of `total` leaves of the log that this device holds are searched so far: more answers follow until they are equal. */
export type SearchAnswer = {
  readonly do: 'answer';
  readonly id: number;
  /** As they stand in the book: read where they are found, and not by the page's thread. */
  readonly found: readonly EntryView[];
  readonly hasMore: boolean;
  readonly read: number;
  readonly total: number;
};
export type SearchReply = SearchAnswer | { readonly do: 'indexed' };

export interface BookSearch {
  /** Calls `onAnswer` until the whole book was searched, or another question is asked. False while the book's key is not here. */
  ask(scope: ScopeId, text: string, onAnswer: (answer: SearchAnswer) => void): boolean;
  /** Makes ready for questions that are about to come. */
  open(scope: ScopeId): void;
  /** Adds to the book's index what is not in it, in the background. The worker ends with that unless somebody searches. */
  index(scope: ScopeId): void;
  /** Ends the search of a book: no word of it stays in memory. */
  close(): void;
}

type Running = { readonly worker: Worker; readonly scope: ScopeId; isKept: boolean };

/** A worker for the book that is searched. It ends when this device is locked, or with its page. */
export function createBookSearch(keyring: Pick<Keyring, 'of' | 'current' | 'subscribe'>): BookSearch {
  let running: Running | null = null;
  let asked = 0;
  let tell: (answer: SearchAnswer) => void = () => {};

  keyring.subscribe(() => {
    if (running !== null && keyring.of(running.scope) === null) close();
  });
  return {
    ask(scope, text, onAnswer) {
      const at = workerOf(scope);
      if (at === null) return false;
      at.running.isKept = true;
      asked += 1;
      tell = onAnswer;
      post(at.running, { do: 'ask', id: asked, text, book: at.book });
      return true;
    },
    open(scope) {
      const at = workerOf(scope);
      if (at === null || at.running.isKept) return;
      at.running.isKept = true;
      post(at.running, { do: 'open', book: at.book });
    },
    index(scope) {
      const at = workerOf(scope);
      if (at !== null) post(at.running, { do: 'index', book: at.book });
    },
    close,
  };

  function workerOf(scope: ScopeId): { readonly running: Running; readonly book: ScopeKey } | null {
    const book = keyring.of(scope);
    if (book === null) return null;
    if (running !== null && running.scope !== scope) close();
    running ??= { worker: startWorker(), scope, isKept: false };
    return { running, book };
  }

  function startWorker(): Worker {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<SearchReply>) => {
      if (data.do === 'answer') {
        if (data.id === asked) tell(data);
      } else if (running?.worker === worker && !running.isKept) close();
    });
    // A worker that could not be had (no network, and its file not kept here yet) is asked for anew with the next question.
    worker.addEventListener('error', () => {
      if (running?.worker === worker) close();
    });
    return worker;
  }

  function close(): void {
    running?.worker.terminate();
    running = null;
  }
}

function post({ worker }: Running, message: SearchMessage): void {
  worker.postMessage(message);
}
