/** Reads one book's words into memory and searches them, away from the page. It ends with the page's keys, and all words with it. */
import { toEntryView } from '#lib/features/logbook/entry-view.ts';
import type { ScopeKey } from '#lib/ports/vault/scope-key.ts';
import { openLeaf } from '#lib/ports/sync-storage/leaf-cipher.ts';
import { openReplicaDb } from '#lib/ports/sync-storage/replica-db.ts';
import type { SearchAnswer, SearchMessage, SearchQuestion, SearchReply } from './book-search.ts';
import { findRows } from './folded-book.ts';
import { createWordIndex, type WordIndex } from './word-index.ts';

const replica = openReplicaDb();

/** A worker is for one book. */
let book: { readonly key: ScopeKey; readonly index: WordIndex } | null = null;
let newest = 0;

self.addEventListener('message', ({ data }: MessageEvent<SearchMessage>) => {
  if (data.do === 'index') return void index(data.book);
  book ??= { key: data.book, index: createWordIndex(replica, data.book) };
  if (data.do === 'ask') void answer(data, book);
  else void readAll(book.index);
});

async function index(key: ScopeKey): Promise<void> {
  const behind = createWordIndex(replica, key);
  await behind.skipIndexed();
  await readAll(behind);
  reply({ do: 'indexed' });
}

async function readAll(words: WordIndex): Promise<void> {
  for (let isWhole = false; !isWhole;) isWhole = (await words.readOn()).isWhole;
}

/** Answers as soon as some of the book is read; a question that came later is answered in its place. */
async function answer({ id, text }: SearchQuestion, { key, index }: NonNullable<typeof book>): Promise<void> {
  newest = id;
  for (let isDone = false; !isDone;) {
    const { isWhole, total } = await index.readOn();
    if (id !== newest) return;
    isDone = isWhole;
    const { places, hasMore } = findRows(index.rows, text);
    const found = await readPlaces(key, places);
    if (id !== newest) return;
    reply({ do: 'answer', id, found, hasMore, read: index.readTo, total });
  }
}

async function readPlaces(key: ScopeKey, places: readonly number[]): Promise<SearchAnswer['found']> {
  const leaves = await replica.leaves.bulkGet(places.map((seq): [string, number] => [key.tag, seq]));
  const opened = await Promise.all(leaves.flatMap((row) => (row === undefined ? [] : [openLeaf(row, key)])));
  return opened.flatMap((leaf): SearchAnswer['found'] =>
    leaf === null || leaf.redacted !== null
      ? []
      : [
          toEntryView(
            { op: leaf.op, place: { state: 'on_server', seq: leaf.seq, recvAt: leaf.recvAt } },
            null,
          ),
        ],
  );
}

function reply(message: SearchReply): void {
  self.postMessage(message);
}
