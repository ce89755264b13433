import * as v from 'valibot';
import { searchTextLimit } from '../logbook/fold-text.ts';
import { typedText } from './typed-text.ts';

const Scope = v.pipe(v.string(), v.regex(/^post:[a-z0-9][a-z0-9-]{0,63}$/));
const Place = v.strictObject({
  at: v.pipe(v.number(), v.safeInteger()),
  scope: Scope,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});

/**
 * `POST /api/logbook/search` (GL-22): words, of which case and diacritics do not count, the last of them perhaps begun only. In
 * one book, or in all that the asker may read (`scope` null). `before`: `next` of an earlier answer.
 */
export const LogbookSearchRequestSchema = v.strictObject({
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(searchTextLimit), typedText),
  scope: v.nullable(Scope),
  before: v.nullable(Place),
});
export type LogbookSearchRequest = v.InferOutput<typeof LogbookSearchRequestSchema>;

/** Entries as they stand in their books (`op`: header, body, salt), the newest that hold the words, with what amends them. */
export const LogbookSearchResponseSchema = v.strictObject({
  found: v.array(
    v.strictObject({
      scope: v.string(),
      seq: v.number(),
      recvAt: v.number(),
      op: v.strictObject({ h: v.string(), b: v.string(), s: v.string() }),
    }),
  ),
  next: v.nullable(Place),
});
export type LogbookSearchResponse = v.InferOutput<typeof LogbookSearchResponseSchema>;
