import * as v from 'valibot';
import { CompactOperationSchema } from './compact-operation.ts';
import {
  CountSchema,
  DeviceIdSchema,
  HashHexSchema,
  InstallationNumberSchema,
  OrdinalSchema,
  ScopeIdSchema,
  type ScopeId,
} from './ids.ts';
import { Base64UrlSchema } from './keys.ts';
import { WireOperationSchema } from './operation.ts';
import { OutcomeSchema } from './outcome.ts';
import { PushVersionSchema } from './protocol-version.ts';
import { SealedOperationSchema } from './sealed.ts';
import { WireTimeSchema } from './wire-time.ts';

/** Operations of one segment. One ingest transaction takes one segment. */
export const segmentLimit = 250;
/** What the urgent lane takes beside everything else; octets of headers, bodies and salts. */
export const urgentLaneLimits = { maxOps: 5, maxBytes: 8 * 1024 };
/** HTTP header that says the lane before the body is read; whoever leaves it out stands in the bulk lane. */
export const laneHeader = 'truc-lane';
/** Octets of one request body, before decompression and after. */
export const pushLimitBytes = 1024 * 1024;

/** An operation in the open, or sealed to the server by a tablet that cannot read it any more. */
export const TravellingOperationSchema = v.union([
  WireOperationSchema,
  v.strictObject({ sealed: SealedOperationSchema }),
]);
export type TravellingOperation = v.InferOutput<typeof TravellingOperationSchema>;

/** As it stands in a request: one of these, or in the open without what the server can rebuild (`expandOperations`). */
export const PushedOperationSchema = v.union([CompactOperationSchema, ...TravellingOperationSchema.options]);
export type PushedOperation = v.InferOutput<typeof PushedOperationSchema>;

/**
 * `POST /api/sync/push`, by a device that is enrolled (its cookie), whoever is signed in: unsent work outlives a logout.
 *
 * - `ops` are consecutive; the first stands at place `from`. Places are told by position, so that an operation whose
 *   header cannot be read still has one.
 * - `seal` is `segmentSeal` of `ops` as their device wrote them, whatever form they travel in: damage on the way refuses the request instead of entering the log.
 * - `maxN` and `unsent` are what the device holds: the lost-write detector compares them.
 * - `sig`: the device's key over `segmentClaim`; missing from version 1 and from browsers that can make no key.
 * - `lane`: `urgent` for a few operations that must not wait behind a backlog.
 */
export const PushRequestSchema = v.strictObject({
  v: PushVersionSchema,
  dev: DeviceIdSchema,
  inst: InstallationNumberSchema,
  maxN: CountSchema,
  unsent: CountSchema,
  from: OrdinalSchema,
  seal: HashHexSchema,
  sig: v.optional(v.nullable(Base64UrlSchema), null),
  lane: v.optional(v.picklist(['bulk', 'urgent']), 'bulk'),
  ops: v.pipe(v.array(PushedOperationSchema), v.minLength(1), v.maxLength(segmentLimit)),
});
export type PushRequest = v.InferOutput<typeof PushRequestSchema>;

export const ScopeHeadSchema = v.strictObject({
  scope: ScopeIdSchema,
  epoch: CountSchema,
  head: CountSchema,
});
export type ScopeHead = v.InferOutput<typeof ScopeHeadSchema>;

/**
 * Stands among the heads of an answer for the log as a whole: its epoch changes when the log is put back from a backup and with
 * nothing else, so that it says in which life of the log the outcomes beside it were given (SV17). Its `head` says nothing.
 */
export const wholeLog = 'log:all' as ScopeId;

/**
 * One outcome for every operation sent, in the order of `n`; a resend gets the stored ones, byte for byte. `heads`: of the scopes
 * that have new leaves, and of the whole log. Servers of before named no whole log, and tablets of before follow none.
 */
export const PushResponseSchema = v.strictObject({
  v: PushVersionSchema,
  outcomes: v.array(OutcomeSchema),
  heads: v.array(ScopeHeadSchema),
  time: WireTimeSchema,
});
export type PushResponse = v.InferOutput<typeof PushResponseSchema>;
