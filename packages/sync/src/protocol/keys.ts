import * as v from 'valibot';

/** Octets in base64url without padding. */
export const Base64UrlSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/), v.maxLength(4_096));

/** 32 octets: an AES-256 key, a share, a Merkle hash. */
export const Octets32Schema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/** A device's signing key, public half as SubjectPublicKeyInfo. `ES256` where the browser lacks Ed25519. */
export const DeviceKeySchema = v.strictObject({
  alg: v.picklist(['Ed25519', 'ES256']),
  spki: Base64UrlSchema,
});
export type DeviceKey = v.InferOutput<typeof DeviceKeySchema>;

/** The server's P-256 key that unsent operations are sealed to. Old ones stay usable: `id` names which. */
export const SealKeySchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/)),
  spki: Base64UrlSchema,
});
export type SealKey = v.InferOutput<typeof SealKeySchema>;

/** Public keys that a device pins at enrolment. `checkpoint` is a C2SP verifier key, `lease` an Ed25519 SPKI. */
export const TrustSchema = v.strictObject({
  checkpoint: v.nullable(v.pipe(v.string(), v.maxLength(256))),
  lease: Base64UrlSchema,
  seal: SealKeySchema,
});
export type Trust = v.InferOutput<typeof TrustSchema>;
