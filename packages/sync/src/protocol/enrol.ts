import * as v from 'valibot';
import { DeviceIdSchema, InstallationNumberSchema } from './ids.ts';
import { DeviceKeySchema, TrustSchema } from './keys.ts';
import { ProtocolVersionSchema } from './protocol-version.ts';
import { WireTimeSchema } from './wire-time.ts';

/**
 * `POST /api/sync/enrol`, signed in. `known` is what the tablet still holds; null when its storage is new or was lost.
 * `key` signs this installation's segments; null where the browser can make none.
 */
export const EnrolRequestSchema = v.strictObject({
  v: ProtocolVersionSchema,
  known: v.nullable(v.strictObject({ dev: DeviceIdSchema, inst: InstallationNumberSchema })),
  key: v.nullable(DeviceKeySchema),
});
export type EnrolRequest = v.InferOutput<typeof EnrolRequestSchema>;

/** The device's identity also stands in an httpOnly cookie, so that a tablet whose storage was lost is recognised. */
export const EnrolResponseSchema = v.strictObject({
  v: ProtocolVersionSchema,
  dev: DeviceIdSchema,
  inst: InstallationNumberSchema,
  trust: v.nullable(TrustSchema),
  time: WireTimeSchema,
});
export type EnrolResponse = v.InferOutput<typeof EnrolResponseSchema>;
