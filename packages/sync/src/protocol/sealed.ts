import * as v from 'valibot';
import { HashHexSchema, OperationIdSchema, type OperationId } from './ids.ts';
import { Base64UrlSchema, SealKeySchema } from './keys.ts';
import { HlcSchema } from './operation.ts';

/**
 * An operation that its tablet cannot read any more (locked, revoked, wiped) and still delivers: only the server opens it.
 *
 * - `ct`: canonical JSON of the `OperationContent` (what was known before the storing transaction), under AES-256-GCM with
 *   a content key of its own, additional data `contentContext(opId)`, the 16 octets of the tag at its end.
 * - `seal.wrapped`: that key (32 octets) under AES-256-GCM with additional data `sealContext(opId)`. The wrapping key is
 *   HKDF-SHA-256 (no salt, `info` `sealInfo`, 32 octets) of the x coordinate that ECDH P-256 gives for `epk` (the
 *   session's ephemeral key as SubjectPublicKeyInfo) and the server's seal key.
 * - The server assembles the header's octets again with `assembleOperation`; they must have `hash`.
 *
 * `sealed.vectors.json` holds one whole example.
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

/** Additional data of the content's encryption: an opened content belongs to this operation and no other. */
export function contentContext(opId: OperationId): string {
  return `truc:content:1:${opId}`;
}

/** Additional data where a content key is wrapped to the server. */
export function sealContext(opId: OperationId): string {
  return `truc:seal:1:${opId}`;
}

/** `info` of the HKDF that makes the wrapping key: one ephemeral key of a session may wrap many content keys. */
export const sealInfo = 'truc:seal:1';
