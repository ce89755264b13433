import * as v from 'valibot';
import { typedText } from './typed-text.ts';

const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,200}={0,2}$/));

/** `GET /api/push`: the public half of the key with which the server calls browsers (VAPID), in base64url. */
export const PushKeyResponseSchema = v.strictObject({ key: v.string() });
export type PushKeyResponse = v.InferOutput<typeof PushKeyResponseSchema>;

/** `POST /api/push`: where this browser is to be called. Only at a push service that the province allows. */
export const PushSubscriptionSchema = v.strictObject({
  endpoint: v.pipe(v.string(), v.url(), v.maxLength(1_000), typedText),
  p256dh: key,
  auth: key,
});
export type PushSubscription = v.InferOutput<typeof PushSubscriptionSchema>;

/** All that a call says: there is something to look at. What it is stays with the server. */
export const PushHintSchema = v.strictObject({ about: v.literal('alarms') });
export type PushHint = v.InferOutput<typeof PushHintSchema>;
