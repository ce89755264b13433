import * as v from 'valibot';
import { CountSchema, DeviceIdSchema, HashHexSchema, OrdinalSchema, ScopeIdSchema } from './ids.ts';
import { WireOperationSchema } from './operation.ts';
import { OutcomeSchema } from './outcome.ts';
import { ProtocolVersionSchema } from './protocol-version.ts';
import { WireTimeSchema } from './wire-time.ts';

/** Operations of one segment. One ingest transaction takes one segment. */
export const segmentLimit = 250;
/** Octets of one request body, before decompression and after. */
export const pushLimitBytes = 1024 * 1024;

/**
 * `POST /api/sync/push`, by a device that is enrolled (its cookie), whoever is signed in: unsent work outlives a logout.
 *
 * - `ops` are consecutive; the first stands at place `from`. Places are told by position, so that an operation whose
 *   header cannot be read still has one.
 * - `seal` is `segmentSeal` of `ops`: damage on the way refuses the request instead of entering the log.
 * - `maxN` and `unsent` are what the device holds: the lost-write detector compares them.
 */
export const PushRequestSchema = v.strictObject({
  v: ProtocolVersionSchema,
  dev: DeviceIdSchema,
  inst: OrdinalSchema,
  maxN: CountSchema,
  unsent: CountSchema,
  from: OrdinalSchema,
  seal: HashHexSchema,
  ops: v.pipe(v.array(WireOperationSchema), v.minLength(1), v.maxLength(segmentLimit)),
});
export type PushRequest = v.InferOutput<typeof PushRequestSchema>;

export const ScopeHeadSchema = v.strictObject({
  scope: ScopeIdSchema,
  epoch: CountSchema,
  head: CountSchema,
});
export type ScopeHead = v.InferOutput<typeof ScopeHeadSchema>;

/** One outcome for every operation sent, in the order of `n`; a resend gets the stored ones, byte for byte. */
export const PushResponseSchema = v.strictObject({
  v: ProtocolVersionSchema,
  outcomes: v.array(OutcomeSchema),
  heads: v.array(ScopeHeadSchema),
  time: WireTimeSchema,
});
export type PushResponse = v.InferOutput<typeof PushResponseSchema>;
