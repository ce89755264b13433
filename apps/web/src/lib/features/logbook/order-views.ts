import { orderBook, type Placed } from '@truc/domain/logbook';
import type { EntryView } from './entry-view.ts';

export type OrderedView = { readonly entry: EntryView; readonly isUncertain: boolean };

/** Newest first by the time of writing; a late entry sits at its time. The official order is the entry's number. */
export function orderViews(views: readonly EntryView[]): readonly OrderedView[] {
  const doubts = doubtsOf(views);
  const ordered = orderBook(views, (view) => placeOf(view, doubts));
  return ordered.map(({ item, isUncertain }) => ({ entry: item, isUncertain })).toReversed();
}

function placeOf(view: EntryView, doubts: ReadonlyMap<string, number>): Placed {
  const { written, recvAt, number } = view;
  const at = view.writtenAt ?? recvAt ?? 0;
  // What cannot be read has no place but its receipt.
  if (written === null) return { dev: '', inst: 0, n: number ?? 0, at, err: null, doubtMs: 0, recvAt };
  const { dev, inst, n, err } = written;
  return { dev, inst, n, at, err, doubtMs: doubts.get(view.key) ?? 0, recvAt };
}

/**
 * How much later each entry may have been written than it says: its page noticed a forward jump of the clock, which may have
 * been a sleep, and had not measured the server's time anew since.
 */
function doubtsOf(views: readonly EntryView[]): ReadonlyMap<string, number> {
  const doubts = new Map<string, number>();
  const byMeasurement = new Map<string, number>();
  const inOrder = views
    .filter(({ written }) => written !== null)
    .toSorted(
      (a, b) => (a.written?.inst ?? 0) - (b.written?.inst ?? 0) || (a.written?.n ?? 0) - (b.written?.n ?? 0),
    );
  for (const { key, written, content } of inOrder) {
    if (written === null) continue;
    const measurement = `${written.dev} ${written.inst} ${written.ahead}`;
    const jumped = content.kind === 'clock' ? Math.max(0, content.to - content.from) : 0;
    const doubt = (byMeasurement.get(measurement) ?? 0) + jumped;
    byMeasurement.set(measurement, doubt);
    if (doubt > 0) doubts.set(key, doubt);
  }
  return doubts;
}
