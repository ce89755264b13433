import * as v from 'valibot';
import { cursorLimit } from './limits.ts';
import {
  CountSchema,
  DeviceIdSchema,
  InstallationNumberSchema,
  PersonIdSchema,
  ScopeIdSchema,
} from './ids.ts';
import { Base64UrlSchema, Octets32Schema, SealKeySchema } from './keys.ts';
import { ProtocolVersionSchema } from './protocol-version.ts';
import { WireTimeSchema } from './wire-time.ts';

/** `POST /api/sync/lease`, signed in on an enrolled device: the right to work offline, for a while. */
export const LeaseRequestSchema = v.strictObject({
  v: ProtocolVersionSchema,
  dev: DeviceIdSchema,
  inst: InstallationNumberSchema,
});
export type LeaseRequest = v.InferOutput<typeof LeaseRequestSchema>;

/** What the server signs: this person may write in these scopes on this device. Times are the server's, in ms. */
export const LeaseSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/)),
  person: PersonIdSchema,
  dev: DeviceIdSchema,
  scopes: v.pipe(v.array(ScopeIdSchema), v.maxLength(cursorLimit)),
  issuedAt: CountSchema,
  notAfter: CountSchema,
});
export type Lease = v.InferOutput<typeof LeaseSchema>;

/**
 * - `sig`: Ed25519 over the canonical JSON of `lease`, by the key that the device pinned.
 * - `share`: the person's share of the key that opens this device; worth nothing without the PIN.
 * - `keys`: AES-256 keys, one a scope, of this device alone. Kept wrapped, never in the clear.
 */
export const LeaseResponseSchema = v.strictObject({
  v: ProtocolVersionSchema,
  lease: LeaseSchema,
  sig: Base64UrlSchema,
  share: Octets32Schema,
  keys: v.array(v.strictObject({ scope: ScopeIdSchema, key: Octets32Schema })),
  seal: SealKeySchema,
  time: WireTimeSchema,
});
export type LeaseResponse = v.InferOutput<typeof LeaseResponseSchema>;
