import * as v from 'valibot';
import { OrdinalSchema } from './ids.ts';

/** Every refusal of a whole request, with its HTTP status. A refusal changes nothing. What befalls one operation is an outcome. */
export const errorStatus = {
  unparseable: 400,
  unsupported_version: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  device_unknown: 401,
  device_blocked: 403,
  device_mismatch: 403,
  wipe_ordered: 403,
  not_permitted: 403,
  not_found: 404,
  gap: 409,
  chain_broken: 409,
  too_large: 413,
  unsupported_media_type: 415,
  locked_out: 429,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof errorStatus;

const errorCodes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]];

/**
 * The body of every refusal. `need`: the next `n` that the server wants (`gap`). `retryAfterMs`: with 429 and 503.
 * `maxBatch`: operations that the next push may hold.
 */
export const ErrorBodySchema = v.object({
  code: v.picklist(errorCodes),
  detail: v.optional(v.string()),
  need: v.optional(OrdinalSchema),
  retryAfterMs: v.optional(v.number()),
  maxBatch: v.optional(OrdinalSchema),
});
export type ErrorBody = v.InferOutput<typeof ErrorBodySchema>;
