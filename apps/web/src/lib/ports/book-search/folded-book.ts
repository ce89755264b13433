/** What of a book is searched: its words, folded. */
import { foldText, hasFolded, searchedWords } from '@truc/domain/logbook';
import { readHeader, type WireOperation } from '@truc/sync/protocol';

/** Where a leaf stands in the book: its place in the log, or none while it is on this device alone. */
export type FoldedRow<Place> = {
  readonly place: Place;
  readonly opId: string;
  readonly target: string | null;
  readonly at: number;
  readonly folded: string;
};

/** Null where an operation has no words of a person. */
export function toFolded<Place>(place: Place, op: WireOperation): FoldedRow<Place> | null {
  const header = readHeader(op);
  const words = header === null ? null : searchedWords({ ...header, body: op.b });
  if (header === null || words === null) return null;
  const at = header.wall + (header.off ?? 0);
  return { place, opId: words.opId, target: words.target, at, folded: foldText(words.text) };
}

export const foundAtOnce = 50;

/**
 * The newest rows that hold the words, with what amends them and the entries that found amendments speak of: nobody reads struck
 * words as if they stood. `hasMore`: there are older ones.
 */
export function findRows<Place>(
  rows: readonly FoldedRow<Place>[],
  text: string,
): { readonly places: readonly Place[]; readonly hasMore: boolean } {
  const query = foldText(text);
  if (query === '') return { places: [], hasMore: false };
  const hits = rows.filter(({ folded }) => hasFolded(folded, query)).sort((a, b) => b.at - a.at);
  const shown = hits.slice(0, foundAtOnce);
  const entries = new Set(shown.map(({ opId, target }) => target ?? opId));
  const related = rows.filter(
    ({ opId, target }) => entries.has(opId) || (target !== null && entries.has(target)),
  );
  return { places: [...new Set(related.map(({ place }) => place))], hasMore: hits.length > shown.length };
}
