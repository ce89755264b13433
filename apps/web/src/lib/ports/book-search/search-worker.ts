/** Reads one book into memory and searches it, away from the page. It ends with the page's keys, and all words with it. */
import type { ScopeKey } from '#lib/ports/vault/scope-key.ts';
import { openLeaf } from '#lib/ports/sync-storage/leaf-cipher.ts';
import { openReplicaDb } from '#lib/ports/sync-storage/replica-db.ts';
import type { SearchAnswer, SearchQuestion } from './book-search.ts';
import { findRows, toFolded, type FoldedRow } from './folded-book.ts';

const leavesAtOnce = 1_000;
const replica = openReplicaDb();

let book: ScopeKey | null = null;
let epoch = 0;
let readTo = 0;
let rows: FoldedRow<number>[] = [];
let newest = 0;

self.addEventListener('message', ({ data }: MessageEvent<SearchQuestion>) => {
  newest = data.id;
  book ??= data.book;
  void answer(data);
});

/** Answers as soon as the book is read as far as the log here goes; a question that came later is answered in its place. */
async function answer({ id, text }: SearchQuestion): Promise<void> {
  const key = book;
  if (key === null) return;
  for (let more = true; more;) {
    const { isWhole, total } = await readOn(key);
    if (id !== newest) return;
    more = !isWhole;
    const { places, hasMore } = findRows(rows, text);
    const leaves = await replica.leaves.bulkGet(places.map((seq): [string, number] => [key.tag, seq]));
    const opened = await Promise.all(
      leaves.flatMap((row) => (row === undefined ? [] : [openLeaf(row, key)])),
    );
    const found = opened.flatMap((leaf): SearchAnswer['found'] =>
      leaf === null || leaf.redacted !== null
        ? []
        : [{ op: leaf.op, place: { state: 'on_server', seq: leaf.seq, recvAt: leaf.recvAt } }],
    );
    self.postMessage({ id, found, hasMore, read: readTo, total } satisfies SearchAnswer);
  }
}

/** The next leaves of the log that is held here. A log that began anew is read anew. */
async function readOn(key: ScopeKey): Promise<{ readonly isWhole: boolean; readonly total: number }> {
  const cursor = await replica.cursors.get(key.tag);
  const total = cursor?.seq ?? 0;
  if (cursor?.epoch !== epoch) {
    rows = [];
    readTo = 0;
    epoch = cursor?.epoch ?? 0;
  }
  const until = Math.min(total, readTo + leavesAtOnce);
  if (until <= readTo) return { isWhole: true, total };
  const from = readTo;
  const leaves = await replica.leaves
    .where('[scope+seq]')
    .between([key.tag, from], [key.tag, until], false, true)
    .toArray();
  const opened = await Promise.all(leaves.map((row) => openLeaf(row, key)));
  // Another question may have read the same leaves meanwhile.
  if (readTo === from) {
    rows.push(...opened.flatMap((leaf) => (leaf === null ? [] : (toFolded(leaf.seq, leaf.op) ?? []))));
    readTo = until;
  }
  return { isWhole: readTo >= total, total };
}
