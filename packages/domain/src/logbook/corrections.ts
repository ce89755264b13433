/**
 * Corrections in the legal book: nothing is erased, what is wrong is struck through and stays readable, and what is added
 * says who, when and why (IMO A.916(22) says the same of ships' books).
 *
 *     correction {target, text, reason}   strike {target, reason}   addendum {target, text}   countersign {target}
 *
 * `target` is the id of the entry's operation. Correction and strike are for the author's own entries, in his own
 * time, which ends with his shift.
 */
import { err, ok, type Failure, type Result } from '@truc/base';
import * as v from 'valibot';
import { versionedKind } from '../events/versioned-kind.ts';
import { entryTextLimit } from './logbook.ts';

export const reasonLimit = 500;
/** [ĐX] Own time where no shift of the author is known: twelve hours from the writing. Afterwards there are addenda. */
export const ownTimeMs = 12 * 60 * 60 * 1_000;

const target = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(entryTextLimit));
const reason = v.pipe(v.string(), v.minLength(1), v.maxLength(reasonLimit));

export const CorrectionSchema = v.strictObject({ target, text, reason });
export const StrikeSchema = v.strictObject({ target, reason });
export const AddendumSchema = v.strictObject({ target, text });
export const CountersignSchema = v.strictObject({ target });
export type Correction = v.InferOutput<typeof CorrectionSchema>;
export type Strike = v.InferOutput<typeof StrikeSchema>;
export type Addendum = v.InferOutput<typeof AddendumSchema>;
export type Countersign = v.InferOutput<typeof CountersignSchema>;

export const amendmentKinds = {
  correction: versionedKind('logbook.correction', CorrectionSchema),
  strike: versionedKind('logbook.strike', StrikeSchema),
  addendum: versionedKind('logbook.addendum', AddendumSchema),
  countersign: versionedKind('logbook.countersign', CountersignSchema),
} as const;
export type AmendmentType = keyof typeof amendmentKinds;

/** The entry that is spoken of: its operation, its author, and when it was written (server time in ms, as estimated). */
export type AmendedEntry = {
  readonly opId: string;
  readonly author: string;
  readonly writtenAt: number;
  /** When its author's shift ended, which ends his own time; null while it goes on, left out where no shift is known. */
  readonly shiftEndedAt?: number | null | undefined;
  /** Who has vouched for it already, as far as is known here. */
  readonly countersignedBy?: readonly string[];
};

/** Who amends, and when by the server's time in ms. */
export type Amending = { readonly actor: string; readonly at: number };

export type AmendmentRefusal =
  | 'not_own_entry'
  | 'own_time_over'
  | 'own_entry'
  | 'countersigned_already'
  | 'entry_empty'
  | 'entry_too_long'
  | 'reason_missing'
  | 'reason_too_long';

export function decideCorrection(
  entry: AmendedEntry,
  words: { readonly text: string; readonly reason: string },
  by: Amending,
): Result<Correction, Failure<AmendmentRefusal>> {
  const struck = decideStrike(entry, words.reason, by);
  if (!struck.ok) return struck;
  const written = textOf(words.text);
  return written.ok ? ok({ ...struck.value, text: written.value }) : written;
}

export function decideStrike(
  entry: AmendedEntry,
  why: string,
  by: Amending,
): Result<Strike, Failure<AmendmentRefusal>> {
  const refused = refusedFor('strike', entry, by);
  if (refused !== null) return err({ code: refused });
  const tidied = why.trim().normalize('NFC');
  if (tidied === '') return err({ code: 'reason_missing' });
  if (tidied.length > reasonLimit) return err({ code: 'reason_too_long' });
  return ok({ target: entry.opId, reason: tidied });
}

function isOwnTimeOver({ writtenAt, shiftEndedAt }: AmendedEntry, at: number): boolean {
  if (shiftEndedAt === undefined) return at - writtenAt > ownTimeMs;
  return shiftEndedAt !== null && at > shiftEndedAt;
}

/** Anybody who writes in the book, at any time: an addendum takes nothing away. */
export function decideAddendum(
  entry: AmendedEntry,
  words: string,
): Result<Addendum, Failure<AmendmentRefusal>> {
  const written = textOf(words);
  return written.ok ? ok({ target: entry.opId, text: written.value }) : written;
}

/** A second person vouches for an entry, once; nobody for his own. */
export function decideCountersign(
  entry: AmendedEntry,
  by: Amending,
): Result<Countersign, Failure<AmendmentRefusal>> {
  const refused = refusedFor('countersign', entry, by);
  return refused === null ? ok({ target: entry.opId }) : err({ code: refused });
}

/** Why nothing of this type may be written about this entry, whatever its words; null where it may. */
export function refusedFor(
  type: AmendmentType,
  entry: AmendedEntry,
  { actor, at }: Amending,
): 'not_own_entry' | 'own_time_over' | 'own_entry' | 'countersigned_already' | null {
  if (type === 'addendum') return null;
  if (type === 'countersign') {
    if (entry.author === actor) return 'own_entry';
    return entry.countersignedBy?.includes(actor) === true ? 'countersigned_already' : null;
  }
  if (entry.author !== actor) return 'not_own_entry';
  return isOwnTimeOver(entry, at) ? 'own_time_over' : null;
}

export type AmendmentWords = { readonly text: string; readonly reason: string };

/** Decides on one of any type; words that its type does not have are left aside. */
export function decideAmendment(
  type: AmendmentType,
  entry: AmendedEntry,
  { words, by }: { readonly words: AmendmentWords; readonly by: Amending },
): Result<Correction | Strike | Addendum | Countersign, Failure<AmendmentRefusal>> {
  switch (type) {
    case 'correction':
      return decideCorrection(entry, words, by);
    case 'strike':
      return decideStrike(entry, words.reason, by);
    case 'addendum':
      return decideAddendum(entry, words.text);
    case 'countersign':
      return decideCountersign(entry, by);
  }
}

/** An amendment as it stands in the book. `text` is null where the kind has none. */
export type Amendment = {
  readonly type: AmendmentType;
  readonly target: string;
  readonly text: string | null;
  readonly reason: string | null;
};

/** Null when it is no amendment, or none that can be read here. */
export function readAmendment(kind: string, version: number, body: string): Amendment | null {
  for (const type of Object.keys(amendmentKinds) as AmendmentType[]) {
    if (amendmentKinds[type].kind !== kind) continue;
    const reading = amendmentKinds[type].read(version, body);
    if (reading.status !== 'read') return null;
    const { target: of, text: words = null, reason: why = null } = reading.event as Partial<Correction>;
    return of === undefined ? null : { type, target: of, text: words, reason: why };
  }
  return null;
}

/** Whether an amendment takes the entry's words back: only its own author's does, whoever else writes one. */
export function takesBack(amendment: Amendment, by: string | null, author: string | null): boolean {
  return (amendment.type === 'correction' || amendment.type === 'strike') && by !== null && by === author;
}

function textOf(words: string): Result<string, Failure<AmendmentRefusal>> {
  const tidied = words.trim().normalize('NFC');
  if (tidied === '') return err({ code: 'entry_empty' });
  return tidied.length > entryTextLimit ? err({ code: 'entry_too_long' }) : ok(tidied);
}
