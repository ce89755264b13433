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

/** The first `limit`, and on down to the last that needs a person: a page of a long book, and nothing hidden from him. */
export function shownItems(items: readonly ListItem[], limit: number): readonly ListItem[] {
  if (items.length <= limit) return items;
  return items.slice(0, Math.max(limit, items.findLastIndex(({ entry }) => entry.state === 'needs_you') + 1));
}

/** Items anew, the same object for an item that has not changed: what is drawn of it stays as it is. */
export function createStableItems(): (items: readonly ListItem[]) => readonly ListItem[] {
  let kept = new Map<string, ListItem>();
  return (items) => {
    const stable = items.map((item) => {
      const before = kept.get(item.entry.key);
      return before !== undefined && isAlike(before, item) ? before : item;
    });
    kept = new Map(stable.map((item) => [item.entry.key, item]));
    return stable;
  };
}

function isAlike(a: ListItem, b: ListItem): boolean {
  return (
    a.entry === b.entry &&
    a.day === b.day &&
    a.isUncertain === b.isUncertain &&
    a.amendments.length === b.amendments.length &&
    a.amendments.every((one, at) => one === b.amendments[at])
  );
}
