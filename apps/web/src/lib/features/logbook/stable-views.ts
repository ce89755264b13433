import type { SendingRange } from '@truc/sync/client';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { stateOf, toEntryView, type EntryView } from './entry-view.ts';

type Kept = { readonly place: BookEntry['place']; readonly view: EntryView };

/**
 * Views of a book's rows, the same object for a row that has not changed: a new entry then redraws one row and not the whole
 * book. A row is known by its operation's salt, which no two operations share.
 */
export function createStableViews(): (
  rows: readonly BookEntry[],
  sending: SendingRange | null,
) => readonly EntryView[] {
  let kept = new Map<string, Kept>();
  return (rows, sending) => {
    const now = new Map<string, Kept>();
    for (const row of rows) now.set(row.op.s, keptOrNew(kept.get(row.op.s), row, sending));
    kept = now;
    return Array.from(now.values(), ({ view }) => view);
  };
}

function keptOrNew(kept: Kept | undefined, row: BookEntry, sending: SendingRange | null): Kept {
  if (kept === undefined || !isSamePlace(kept.place, row.place))
    return { place: row.place, view: toEntryView(row, sending) };
  const { written, state } = kept.view;
  // What waits on this device may have begun its way: its view depends on more than its row.
  const next = stateOf(row.place, written, sending);
  return next === state ? kept : { place: row.place, view: { ...kept.view, state: next } };
}

function isSamePlace(a: BookEntry['place'], b: BookEntry['place']): boolean {
  if (a.state === 'on_server' && b.state === 'on_server')
    return a.seq === b.seq && a.recvAt === b.recvAt && a.redacted === b.redacted;
  if (a.state === 'needs_you' && b.state === 'needs_you') return a.code === b.code;
  return a.state === b.state;
}
