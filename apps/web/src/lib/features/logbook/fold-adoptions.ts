import type { EntryView } from './entry-view.ts';

/**
 * One entry for each operation that a manager spoke of: the first adoption counts, or the first refusal where nobody adopts; later
 * words changed nothing, and the author's own copy that still says that it waits is shown no more. Newest first, as the book is read.
 */
export function foldAdoptions(views: readonly EntryView[]): readonly EntryView[] {
  const counting = new Map<string, EntryView>();
  for (const view of views) {
    if (view.adopted === null && view.refused === null) continue;
    const known = counting.get(view.key);
    if (view.adopted !== null || known === undefined || known.adopted === null) counting.set(view.key, view);
  }
  if (counting.size === 0) return views;
  return views.filter((view) => {
    const word = counting.get(view.key);
    if (word === undefined || word === view) return true;
    return view.adopted === null && view.refused === null && view.number !== null;
  });
}
