import * as v from 'valibot';
import { typedText } from '../api/typed-text.ts';
import { dayOf, startOfDay } from '../shift/civil-day.ts';

/** Characters of what somebody writes at length; of a name, a number, a position. */
export const wordsLimit = 2_000;
export const nameLimit = 120;

/** What was typed, with no more around it. Whether it may be empty is the decision's question, which answers in plain words. */
export const words = (limit: number) => v.pipe(v.string(), v.trim(), v.maxLength(limit), typedText);
export const idField = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
export const uuidField = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
/** Ms since 1970. */
export const timeField = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A day of the province as `YYYY-MM-DD`; empty while it is not filled in. */
export const dayField = v.pipe(
  v.string(),
  v.regex(/^(20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$/),
  v.check((day) => day === '' || dayOf(startOfDay(day)) === day, 'is no day'),
);

/** A paper as it is named: never a scan of it (GL-06). */
export const PaperSchema = v.strictObject({
  number: words(nameLimit),
  signedOn: dayField,
  issuer: words(nameLimit),
});
export type Paper = v.InferOutput<typeof PaperSchema>;

export function isWholePaper(paper: Paper | null): paper is Paper {
  return paper !== null && paper.number !== '' && paper.signedOn !== '' && paper.issuer !== '';
}

/** Who did something and when, by the server's clock. `today`: that moment's day in the province. */
export type ActMeta = { readonly by: string; readonly at: number; readonly today: string };
