import { describe, expect, it } from 'vitest';
import type { LiveQuery } from '#lib/ports/live.svelte.ts';
import type { Book } from '#lib/ports/sync-storage/read-book.ts';
import { FoldedLogs } from './folded-logs.ts';

const [cell, yard] = ['facility:f-01', 'facility:f-02'];

/** Logs whose reads come back when the test says so; `folds` counts how often rows were folded. */
function setUp() {
  const reads: { current: Book; isRead: boolean; failure: unknown; readAnew(): void }[] = [];
  let folds = 0;
  const logs = new FoldedLogs<number>({
    source: { read: () => Promise.reject(new Error('nobody reads here')) },
    follow(_query, initial): LiveQuery<Book> {
      const read = { current: initial, isRead: false, failure: null, readAnew: () => (read.isRead = false) };
      reads.push(read);
      return read;
    },
    createFold: () => (rows) => {
      folds += 1;
      return rows.length;
    },
  });
  return { logs, reads, folds: () => folds };
}

const book: Book = { rows: [], hasOlder: false, isPulled: true };

describe('FoldedLogs', () => {
  it('reads and folds a log once, however many look at it', () => {
    const { logs, reads, folds } = setUp();
    const [list, room] = [logs.of(cell), logs.of(cell)];
    expect([list.folded, room.folded, list.folded]).toEqual([0, 0, 0]);
    expect([reads.length, folds()]).toEqual([1, 1]);
    if (reads[0]) reads[0].current = book;
    expect([list.folded, room.folded]).toEqual([0, 0]);
    expect(folds()).toBe(2);
  });

  it('has each log apart, and forgets those that are closed', () => {
    const { logs } = setUp();
    const [before, other] = [logs.of(cell), logs.of(yard)];
    expect(before).not.toBe(other);
    logs.keep((scope) => scope === yard);
    expect(logs.of(cell)).not.toBe(before);
    expect(logs.of(yard)).toBe(other);
  });

  it('is not read until it was read once more, where somebody asks for that', () => {
    const { logs, reads } = setUp();
    const log = logs.of(cell);
    if (reads[0]) reads[0].isRead = true;
    expect(log.isRead).toBe(true);
    log.readAnew();
    expect(log.isRead).toBe(false);
  });

  it('tries a read that failed again for whoever comes next', () => {
    const { logs, reads } = setUp();
    const before = logs.of(cell);
    if (reads[0]) reads[0].failure = new Error('the connection was lost');
    expect(logs.of(cell)).not.toBe(before);
    expect(reads).toHaveLength(2);
  });
});
