import type { SendingRange } from '@truc/sync/client';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { toEntryView, type EntryView } from './entry-view.ts';

type Kept = { readonly place: string; readonly view: EntryView };

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
  const place = JSON.stringify(row.place);
  // What waits on this device may have begun its way: its view depends on more than its row.
  if (kept?.place === place && (row.place.state === 'on_server' || row.place.state === 'needs_you'))
    return kept;
  const view = toEntryView(row, sending);
  return kept?.place === place && kept.view.state === view.state ? kept : { place, view };
}
