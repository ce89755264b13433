import * as v from 'valibot';
import { TimelineItemSchema } from '../timeline/item.ts';

const Time = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));

/** The longest stretch that is answered at once. */
export const timelineSpanMs = 32 * 24 * 60 * 60_000;

/** Query of `GET /api/timeline`: what touches the stretch, ms since 1970. */
export const TimelineQuerySchema = v.pipe(
  v.strictObject({ from: Time, to: Time }),
  v.check(({ from, to }) => from < to && to - from <= timelineSpanMs, 'no stretch of at most 32 days'),
);

/**
 * What one person may read of the province in this stretch. A facility of which he may read nothing is not named, and nothing
 * there is counted.
 */
export const TimelineResponseSchema = v.strictObject({
  /** The server's time of this answer. */
  at: v.number(),
  from: v.number(),
  to: v.number(),
  facilities: v.array(v.strictObject({ id: v.string(), name: v.string() })),
  items: v.array(TimelineItemSchema),
});
export type TimelineResponse = v.InferOutput<typeof TimelineResponseSchema>;
