import * as v from 'valibot';
import { CountSchema, DeviceIdSchema, InstallationNumberSchema } from './ids.ts';
import { ProtocolVersionSchema } from './protocol-version.ts';
import { WireTimeSchema } from './wire-time.ts';

/**
 * `POST /api/sync/wiped`, by the device itself: its keys are thrown away, and nothing readable is left of what it held.
 * `unsent`: sealed operations that it still has to deliver. Said again, it is answered again.
 */
export const WipedRequestSchema = v.strictObject({
  v: ProtocolVersionSchema,
  dev: DeviceIdSchema,
  inst: InstallationNumberSchema,
  unsent: CountSchema,
});
export type WipedRequest = v.InferOutput<typeof WipedRequestSchema>;

export const WipedResponseSchema = v.strictObject({ v: ProtocolVersionSchema, time: WireTimeSchema });
export type WipedResponse = v.InferOutput<typeof WipedResponseSchema>;
