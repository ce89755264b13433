import * as v from 'valibot';
import { typedText } from './typed-text.ts';

const noteLimit = 16 * 1024;
const evidence = v.pipe(v.string(), v.maxLength(noteLimit), typedText);
const time = v.pipe(v.number(), v.safeInteger());

/**
 * `POST /api/device-alarms`: what a device noticed by itself and nobody may overlook. The same one is kept once. `noticedAt`: the
 * device's wall clock in ms.
 * - `storage_emptied`: the browser threw the application's data away. `inst`: the installation that was here; `unsent`: how many
 *   operations it held that the server had not taken, as far as the device remembers.
 * - `history_rewritten`: two signed words of the server that cannot both be true (`seen`, `shown`).
 */
export const DeviceAlarmReportSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('storage_emptied'),
    noticedAt: time,
    inst: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    unsent: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
  v.strictObject({
    kind: v.literal('history_rewritten'),
    noticedAt: time,
    cause: v.picklist(['key', 'signature', 'older', 'inconsistent', 'head']),
    scope: v.nullable(v.pipe(v.string(), v.maxLength(200), typedText)),
    seen: v.nullable(evidence),
    shown: evidence,
  }),
]);
export type DeviceAlarmReport = v.InferOutput<typeof DeviceAlarmReportSchema>;

/** Who examined an alarm, when (ms, the server's clock), and what he found. */
export const ExaminedSchema = v.strictObject({ by: v.string(), at: v.number(), reason: v.string() });

/** The alarm as it stands with the server now: whether somebody has examined it. */
export const DeviceAlarmReceiptSchema = v.strictObject({ examined: v.nullable(ExaminedSchema) });
export type DeviceAlarmReceipt = v.InferOutput<typeof DeviceAlarmReceiptSchema>;

/** An alarm as its examiner sees it. `people`: names of those who signed in on the device. */
export const DeviceAlarmSchema = v.strictObject({
  id: v.number(),
  dev: v.string(),
  people: v.array(v.string()),
  report: DeviceAlarmReportSchema,
  receivedAt: v.number(),
  examined: v.nullable(ExaminedSchema),
});
export type DeviceAlarm = v.InferOutput<typeof DeviceAlarmSchema>;

/** `GET /api/device-alarms`: the newest two hundred, those that nobody examined first. */
export const DeviceAlarmsResponseSchema = v.strictObject({ alarms: v.array(DeviceAlarmSchema) });
export type DeviceAlarmsResponse = v.InferOutput<typeof DeviceAlarmsResponseSchema>;

/** `POST /api/device-alarms/examined`: closes an alarm, once and for ever. Answers the list as it is then. */
export const ExamineAlarmSchema = v.strictObject({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  reason: v.pipe(v.string(), v.trim(), v.minLength(10), v.maxLength(2_000), typedText),
});
export type ExamineAlarm = v.InferOutput<typeof ExamineAlarmSchema>;
