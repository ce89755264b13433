import { takesBack } from '@truc/domain/logbook';
import type { EntryView } from './entry-view.ts';

export type Amended = {
  /** The book without those lines that stand under the entry that they speak of. */
  readonly views: readonly EntryView[];
  /** What was written about each entry since, oldest first, by its key. */
  readonly amendments: ReadonlyMap<string, readonly EntryView[]>;
};

/**
 * Puts corrections, strikes, addenda and countersignatures under the entry that they speak of. One whose entry is not here
 * stays a line of its own: nothing that was written is left out. Takes the newest first.
 */
export function foldAmendments(views: readonly EntryView[]): Amended {
  const entries = new Set(views.flatMap(({ key, content }) => (content.kind === 'entry' ? [key] : [])));
  const amendments = new Map<string, EntryView[]>();
  const own = views.filter((view) => {
    const target = view.content.kind === 'amendment' ? view.content.amendment.target : null;
    if (target === null || !entries.has(target)) return true;
    amendments.set(target, [view, ...(amendments.get(target) ?? [])]);
    return false;
  });
  return { views: amendments.size === 0 ? views : own, amendments };
}

/** Who has vouched for an entry, each once; a countersignature that waits in quarantine is none. */
export function countersignersOf(amendments: readonly EntryView[]): readonly string[] {
  const names = amendments.flatMap(({ content, author, refused, state }) => {
    const isSigned = content.kind === 'amendment' && content.amendment.type === 'countersign';
    return isSigned && author !== null && refused === null && state !== 'needs_you' ? [author] : [];
  });
  return [...new Set(names)];
}

/** Countersignatures of a person who had vouched for the entry before: they stand, and count for nothing. By their keys. */
export function repeatedSignatures(amendments: readonly EntryView[]): ReadonlySet<string> {
  const signed = new Set<string>();
  const repeated = new Set<string>();
  for (const { key, content, author, refused, state } of amendments) {
    if (content.kind !== 'amendment' || content.amendment.type !== 'countersign' || author === null) continue;
    if (refused !== null || state === 'needs_you') continue;
    if (signed.has(author)) repeated.add(key);
    signed.add(author);
  }
  return repeated;
}

/** The newest amendment by which the author took the entry's words back; they then stand struck through. */
export function takenBackBy(author: string | null, amendments: readonly EntryView[]): EntryView | null {
  const found = amendments.findLast(
    ({ content, author: by, refused }) =>
      refused === null && content.kind === 'amendment' && takesBack(content.amendment, by, author),
  );
  return found ?? null;
}
