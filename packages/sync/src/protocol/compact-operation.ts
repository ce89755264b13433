import * as v from 'valibot';
import {
  CountSchema,
  HashHexSchema,
  OperationIdSchema,
  OrdinalSchema,
  PersonIdSchema,
  ScopeIdSchema,
} from './ids.ts';
import { HlcSchema, kindLimit, kindPattern, leaseLimit } from './operation.ts';

const WholeSchema = v.pipe(v.number(), v.safeInteger());

/**
 * What the reader of a segment cannot work out of a header. A member that is missing is as in the operation before; the
 * first operation of a segment, and one that follows a sealed one, has nothing before it and names them all.
 *
 * - `id`: the last ten octets of `opId` in base64url when it is a UUID of version 7 made at `wall`, else all of it.
 * - `prev`: only where the operation before is not in the segment.
 * - `wall`: milliseconds since the `wall` before, or since 1970. `mono`: how much farther (or less far) it moved than that.
 *   Missing, they are 0.
 * - `hlc`: only where it is not `wall` with a counter of 0.
 * - `base` is never taken from the operation before.
 */
export const CompactHeaderSchema = v.strictObject({
  id: v.union([v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{14}$/)), OperationIdSchema]),
  prev: v.optional(HashHexSchema),
  wall: v.optional(WholeSchema),
  mono: v.optional(WholeSchema),
  hlc: v.optional(HlcSchema),
  off: v.optional(v.nullable(WholeSchema)),
  err: v.optional(v.nullable(CountSchema)),
  actor: v.optional(PersonIdSchema),
  lease: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(leaseLimit)))),
  scope: v.optional(ScopeIdSchema),
  kind: v.optional(v.pipe(v.string(), v.regex(kindPattern), v.maxLength(kindLimit))),
  v: v.optional(OrdinalSchema),
  base: v.optional(v.record(v.string(), CountSchema)),
});
export type CompactHeader = v.InferOutput<typeof CompactHeaderSchema>;

/** An operation whose header travels without what can be rebuilt. Its octets, and so its hash, are those of the whole one. */
export const CompactOperationSchema = v.strictObject({
  c: CompactHeaderSchema,
  b: v.string(),
  s: v.string(),
});
export type CompactOperation = v.InferOutput<typeof CompactOperationSchema>;
