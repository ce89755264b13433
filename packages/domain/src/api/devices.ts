import * as v from 'valibot';
import { typedText } from './typed-text.ts';

/** A device as whoever manages devices sees it. Times in ms since 1970; names, never what was written on it. */
export const DeviceSummarySchema = v.strictObject({
  dev: v.string(),
  /** Names of those who signed in there. */
  people: v.array(v.string()),
  enrolledAt: v.number(),
  seenAt: v.number(),
  /** Operations that it said were not sent yet. */
  unsent: v.number(),
  blocked: v.boolean(),
  wipe: v.nullable(
    v.strictObject({
      orderedAt: v.number(),
      orderedBy: v.string(),
      reason: v.string(),
      /** When the device said that it is done; null while nothing was heard. */
      doneAt: v.nullable(v.number()),
      /** Sealed operations that it still had to deliver then. */
      unsent: v.nullable(v.number()),
    }),
  ),
});
export type DeviceSummary = v.InferOutput<typeof DeviceSummarySchema>;

/** `GET /api/devices`: the newest five hundred. */
export const DevicesResponseSchema = v.strictObject({ devices: v.array(DeviceSummarySchema) });
export type DevicesResponse = v.InferOutput<typeof DevicesResponseSchema>;

/** `POST /api/devices/order`: what a lost, stolen or lent device must suffer. Answers the device as it is then. */
export const DeviceOrderSchema = v.strictObject({
  dev: v.pipe(v.string(), v.uuid()),
  order: v.picklist(['wipe', 'block', 'unblock']),
  reason: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500), typedText),
});
export type DeviceOrder = v.InferOutput<typeof DeviceOrderSchema>;
