import type { EntryView } from './entry-view.ts';

/**
 * One entry for each operation that was adopted: the first adoption counts, later ones changed nothing, and the author's own
 * copy that still says that it waits is shown no more. Newest first, as the book is read.
 */
export function foldAdoptions(views: readonly EntryView[]): readonly EntryView[] {
  const first = new Map<string, EntryView>();
  for (const view of views) if (view.adopted !== null) first.set(view.key, view);
  if (first.size === 0) return views;
  return views.filter((view) => {
    const adoption = first.get(view.key);
    return adoption === undefined || adoption === view || (view.adopted === null && view.number !== null);
  });
}
