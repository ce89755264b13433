/**
 * The legal logbook of a watch post (sổ theo dõi, GL-22): a continuous book of entries, never edited, never deleted.
 *
 *     write ──decide──▶ logbook.entry ──append──▶ the post's log ──evolve──▶ the book
 *
 * An entry's number in the book is its place in the post's log on the server; until then it has none, and the screen says so.
 */
import { err, ok, type Failure, type Result } from '@truc/base';
import * as v from 'valibot';
import { versionedKind } from '../events/versioned-kind.ts';

/** Characters of one entry; more is two entries. */
export const entryTextLimit = 2_000;

export const EntryWrittenSchema = v.strictObject({
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(entryTextLimit)),
  /** The quick phrase it was made from, or null: counts of rounds come from it. */
  phrase: v.nullable(v.pipe(v.string(), v.regex(/^[a-z_]{1,40}$/))),
  /** The camera it speaks of, or null. A picture is never part of an entry (GL-06). */
  camera: v.nullable(v.pipe(v.string(), v.maxLength(64))),
});
/** Event `logbook.entry`, version 1. */
export type EntryWritten = v.InferOutput<typeof EntryWrittenSchema>;
export const entryKind = 'logbook.entry';
export const entryVersion = 1;
export const entryKinds = versionedKind(entryKind, EntryWrittenSchema);

export type WriteEntry = {
  readonly text: string;
  readonly phrase: string | null;
  readonly camera: string | null;
};
export type EntryRefusal = 'entry_empty' | 'entry_too_long';

/** Decides on the tablet, before anything is stored: a blank page is not an entry, and a long one is cut by its author. */
export function decideWriteEntry(command: WriteEntry): Result<EntryWritten, Failure<EntryRefusal>> {
  const text = command.text.trim().normalize('NFC');
  if (text === '') return err({ code: 'entry_empty' });
  if (text.length > entryTextLimit) return err({ code: 'entry_too_long', detail: String(text.length) });
  return ok({ text, phrase: command.phrase, camera: command.camera });
}
