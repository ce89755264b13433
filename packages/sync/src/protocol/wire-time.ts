import * as v from 'valibot';
import { CountSchema } from './ids.ts';

/** Server's clock at receipt and at sending, in ms: with the device's own two readings, one NTP-like exchange. */
export const WireTimeSchema = v.strictObject({ recv: CountSchema, sent: CountSchema });
export type WireTime = v.InferOutput<typeof WireTimeSchema>;
