import { dayKey } from '#lib/i18n/time-text.ts';
import type { EntryView } from './entry-view.ts';

/** `day`: a heading stands above this entry, because the day in Vietnam changes there. */
export type ListItem = { readonly entry: EntryView; readonly day: number | null };

/** Marks the changes of day in a list, in the order that it has: the order of the log is never touched. */
export function toListItems(entries: readonly EntryView[]): readonly ListItem[] {
  let current: string | null = null;
  return entries.map((entry) => {
    const key = entry.writtenAt === null ? current : dayKey(entry.writtenAt);
    const isNewDay = key !== null && key !== current;
    current = key;
    return { entry, day: isNewDay ? entry.writtenAt : null };
  });
}
