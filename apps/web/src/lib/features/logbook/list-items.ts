import { dayKey } from '#lib/i18n/time-text.ts';
import type { EntryView } from './entry-view.ts';
import { foldAmendments } from './fold-amendments.ts';
import { orderViews } from './order-views.ts';

/**
 * `day`: a heading stands above this entry, because the day in Vietnam changes there. `isUncertain`: it cannot be told whether
 * it was written before or after the one below it, which is another device's.
 */
export type ListItem = {
  readonly entry: EntryView;
  readonly day: number | null;
  readonly isUncertain: boolean;
  readonly amendments: readonly EntryView[];
};

const none: readonly EntryView[] = [];

/** A book as it is read: newest first by the time of writing, each entry with what was written about it since. */
export function toListItems(entries: readonly EntryView[]): readonly ListItem[] {
  const { views, amendments } = foldAmendments(entries);
  let current: string | null = null;
  return orderViews(views).map(({ entry, isUncertain }) => {
    const key = entry.writtenAt === null ? current : dayKey(entry.writtenAt);
    const isNewDay = key !== null && key !== current;
    current = key;
    const day = isNewDay ? entry.writtenAt : null;
    return { entry, day, isUncertain, amendments: amendments.get(entry.key) ?? none };
  });
}
