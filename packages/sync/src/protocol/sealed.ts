import * as v from 'valibot';
import { HashHexSchema, OperationIdSchema } from './ids.ts';
import { Base64UrlSchema, SealKeySchema } from './keys.ts';
import { HlcSchema } from './operation.ts';

/**
 * An operation that its tablet cannot read any more (locked, revoked, wiped) and still delivers: only the server opens it.
 *
 * The content is what was known before the storing transaction: canonical JSON of `{header, body, salt}`, the header
 * without `n`, `prev` and `hlc`, under AES-256-GCM with a content key of its own. That key is wrapped to the server:
 * HKDF over ECDH of `epk` with the server's seal key. The server rebuilds the header's octets; they must have `hash`.
 */
export const SealedOperationSchema = v.strictObject({
  opId: OperationIdSchema,
  prev: HashHexSchema,
  hlc: HlcSchema,
  hash: HashHexSchema,
  iv: Base64UrlSchema,
  ct: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/)),
  seal: v.strictObject({
    key: SealKeySchema.entries.id,
    epk: Base64UrlSchema,
    iv: Base64UrlSchema,
    wrapped: Base64UrlSchema,
  }),
});
export type SealedOperation = v.InferOutput<typeof SealedOperationSchema>;
