import * as v from 'valibot';
import { severities } from '../incident/incident.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const since = v.nullable(v.number());

/** One facility's line. A part is null where this person may not see it. */
export const BoardRowSchema = v.strictObject({
  facility: v.string(),
  name: v.string(),
  cameras: v.nullable(v.strictObject({ up: count, down: count, unknown: count, downSince: since })),
  cases: v.nullable(
    v.strictObject({
      openedAt: v.pipe(v.array(v.number()), v.readonly()),
      unanswered: count,
      unansweredSince: since,
      worst: v.nullable(v.picklist(severities)),
    }),
  ),
  faults: v.nullable(v.strictObject({ open: count, openSince: since, bare: count, bareSince: since })),
  posts: v.nullable(v.strictObject({ manned: count, unmanned: count, unmannedSince: since })),
  /** When anything of this facility's tablets last came in; null: never. What they hold unsent is not in these figures. */
  heardAt: since,
});
export type BoardRow = v.InferOutput<typeof BoardRowSchema>;

/** `GET /api/board`. Times in ms since 1970. */
export const BoardResponseSchema = v.strictObject({
  /** The server's time of these figures. */
  at: v.number(),
  /** Since when nothing is known of any camera, because the SFU does not answer; null while it does. */
  camerasLostSince: since,
  /** An outage of the central system that somebody reported and nobody has closed (GL-51). */
  centralFault: since,
  rows: v.array(BoardRowSchema),
});
export type BoardResponse = v.InferOutput<typeof BoardResponseSchema>;
