import * as v from 'valibot';
import { beyondReasons } from '../quarantine/quarantine.ts';

/** Something that waits for a person. Times in ms since 1970. */
export const WaitingSchema = v.strictObject({
  from: v.strictObject({ scope: v.string(), seq: v.number() }),
  op: v.strictObject({ h: v.string(), b: v.string(), s: v.string() }),
  /** Why it waits. */
  code: v.nullable(v.string()),
  /** The log that it was written for: a book, a facility's incidents or faults. Null when there is none, or none can be read. */
  log: v.nullable(v.string()),
  author: v.nullable(v.strictObject({ id: v.string(), name: v.string() })),
  /** Of an entry its text; what else it says is read out of `op`. */
  text: v.nullable(v.string()),
  /** By the tablet's estimate of server time; null when it had none, or its header cannot be read. */
  writtenAt: v.nullable(v.number()),
  receivedAt: v.number(),
  /** Why it is not for this person to adopt; null where it is. */
  beyond: v.nullable(v.picklist(beyondReasons)),
  refusable: v.boolean(),
  /** `applied`: whether it was also carried out. A command of which others changed the field meanwhile stands as a conflict. */
  adopted: v.nullable(
    v.strictObject({ by: v.string(), at: v.number(), applied: v.picklist(['yes', 'conflict', 'no']) }),
  ),
  refused: v.nullable(v.strictObject({ by: v.string(), at: v.number(), reason: v.string() })),
});
export type Waiting = v.InferOutput<typeof WaitingSchema>;

/** Operations that a tablet said it holds and that never arrived: exactly these places. */
export const MissingSchema = v.strictObject({
  dev: v.string(),
  inst: v.number(),
  from: v.number(),
  to: v.number(),
  /** Since when the server knows of more than arrived. */
  since: v.number(),
  seenAt: v.number(),
  /** The tablet came back with an empty storage: they can come from a carried file only. */
  isStorageLost: v.boolean(),
  people: v.array(v.string()),
});
export type Missing = v.InferOutput<typeof MissingSchema>;

/** `GET /api/quarantine`: what waits for this person, newest first, and what is missing from the tablets of his people. */
export const QuarantineResponseSchema = v.strictObject({
  waiting: v.array(WaitingSchema),
  missing: v.array(MissingSchema),
});
export type QuarantineResponse = v.InferOutput<typeof QuarantineResponseSchema>;
