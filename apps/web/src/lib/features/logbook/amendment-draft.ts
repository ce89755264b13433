import { refusedFor, type Amending, type AmendmentType, type AmendmentWords } from '@truc/domain/logbook';
import type { AmendmentDraft } from '#lib/ports/session-storage/amendment-drafts.ts';
import type { EntryView } from './entry-view.ts';

/** What a person may do with a book, as the server told this device. */
export type BookRights = { readonly write: boolean; readonly countersigns: boolean };

/** What such a person may write about entries, in the order in which it is offered. */
export function amendmentTypesOf({ write, countersigns }: BookRights): readonly AmendmentType[] {
  return [
    ...(write ? (['correction', 'strike', 'addendum'] as const) : []),
    ...(countersigns ? (['countersign'] as const) : []),
  ];
}

/** Whether an entry can be spoken of: its words and its author are here, and it stands in this book. */
export function isAmendable({ content, author, writtenAt, state, refused }: EntryView): boolean {
  const isHere = content.kind === 'entry' && author !== null && writtenAt !== null;
  return isHere && state !== 'needs_you' && refused === null;
}

/** A form for this entry, with the first type that it does not refuse. Null where nothing can be written about it. */
export function blankDraft(
  view: EntryView,
  {
    types,
    by,
    countersignedBy = [],
  }: {
    readonly types: readonly AmendmentType[];
    readonly by: Amending;
    readonly countersignedBy?: readonly string[];
  },
): AmendmentDraft | null {
  const { content, author, writtenAt, key } = view;
  if (!isAmendable(view) || content.kind !== 'entry' || author === null || writtenAt === null) return null;
  const entry = { opId: key, author, writtenAt, text: content.text };
  const known = { ...entry, countersignedBy };
  const type = types.find((one) => refusedFor(one, known, by) === null) ?? types[0];
  return type === undefined ? null : { entry, type, corrected: content.text, added: '', reason: '' };
}

/** Whether anything in it was typed: what was only looked at is not kept. */
export function hasWords({ entry, corrected, added, reason }: AmendmentDraft): boolean {
  return corrected !== entry.text || added !== '' || reason !== '';
}

export function wordsOf({ type, corrected, added, reason }: AmendmentDraft): AmendmentWords {
  return { text: type === 'addendum' ? added : corrected, reason };
}
