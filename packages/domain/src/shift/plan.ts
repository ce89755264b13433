/** GL-20: who is assigned to a post by which document, and which shifts its pattern plans. Days are the province's own. */
import * as v from 'valibot';
import { dayMs, dayOf, startOfDay } from './civil-day.ts';

const minuteMs = 60_000;

const Day = v.pipe(v.string(), v.isoDate());
const words = (limit: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limit));

/** The paper that appoints the watch of a post. Its number and words, never a scan (GL-06). Days as `YYYY-MM-DD`, both included. */
export const AssignmentDocumentSchema = v.strictObject({
  id: v.string(),
  post: v.string(),
  number: words(64),
  signedOn: Day,
  signatory: words(120),
  content: v.pipe(v.string(), v.maxLength(1_000)),
  from: Day,
  /** Null: until another document, or for good. */
  to: v.nullable(Day),
  people: v.array(v.string()),
});
export type AssignmentDocument = v.InferOutput<typeof AssignmentDocumentSchema>;

/** A shift begins at each of these times of every day, and lasts until the next one begins. In force from a day on. */
export const ShiftPatternSchema = v.strictObject({
  post: v.string(),
  from: Day,
  starts: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/))),
    v.minLength(1),
    v.maxLength(12),
    v.check((starts) => new Set(starts).size === starts.length, 'each time once'),
  ),
});
export type ShiftPattern = v.InferOutput<typeof ShiftPatternSchema>;

export type Slot = { readonly from: number; readonly to: number };

export function isInForce({ from, to }: Pick<AssignmentDocument, 'from' | 'to'>, at: number): boolean {
  const day = dayOf(at);
  return from <= day && (to === null || day <= to);
}

/** The documents in force at a moment. None: the post shows red (GL-20). */
export function documentsAt(
  documents: readonly AssignmentDocument[],
  at: number,
): readonly AssignmentDocument[] {
  return documents.filter((document) => isInForce(document, at));
}

/** The document on which this person may take the post now: the one that was signed last. */
export function documentFor(
  documents: readonly AssignmentDocument[],
  { person, at }: { readonly person: string; readonly at: number },
): AssignmentDocument | null {
  const naming = documentsAt(documents, at).filter(({ people }) => people.includes(person));
  return naming.toSorted((a, b) => (a.signedOn < b.signedOn ? -1 : 1)).at(-1) ?? null;
}

/** The slots that touch `[from, to)`, in order. */
export function slotsBetween(patterns: readonly ShiftPattern[], { from, to }: Slot): readonly Slot[] {
  const slots: Slot[] = [];
  for (let day = startOfDay(dayOf(from)) - dayMs; day < to; day += dayMs) {
    const starts = startsOn(patterns, day);
    for (const [at, start] of starts.entries()) {
      const next = starts[at + 1] ?? startsOn(patterns, day + dayMs)[0] ?? day + dayMs;
      if (next > from && start < to) slots.push({ from: start, to: next });
    }
  }
  return slots;
}

/** The slot that somebody may take at this moment: the one that runs, or the next, from `earlyMs` before it begins. */
export function slotFor(
  patterns: readonly ShiftPattern[],
  {
    at,
    earlyMs,
    prefersNext,
  }: { readonly at: number; readonly earlyMs: number; readonly prefersNext: boolean },
): Slot | null {
  const near = slotsBetween(patterns, { from: at, to: at + earlyMs + 1 });
  return (prefersNext ? near.at(-1) : near[0]) ?? null;
}

function startsOn(patterns: readonly ShiftPattern[], day: number): readonly number[] {
  const name = dayOf(day);
  const inForce = patterns
    .filter(({ from }) => from <= name)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .at(-1);
  return (inForce?.starts ?? []).map((start) => day + minutesOf(start) * minuteMs).toSorted((a, b) => a - b);
}

function minutesOf(start: string): number {
  const [hours = 0, minutes = 0] = start.split(':').map(Number);
  return hours * 60 + minutes;
}
