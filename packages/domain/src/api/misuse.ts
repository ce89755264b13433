import * as v from 'valibot';
import { fieldSchemas, incidentIdSchema, namedLimit } from '../incident/index.ts';
import { typedText } from './typed-text.ts';

const person = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
const moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8_640_000_000_000_000));

/**
 * `POST /api/misuse` (GL-18, KH-13): somebody misuses this system. Goes straight to the server, and is kept nowhere else.
 * `incident`: made by the page; sent again, it is the same case. `named`: whom it is about.
 */
export const MisuseReportSchema = v.strictObject({
  incident: incidentIdSchema,
  facility: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/)),
  named: v.pipe(v.array(person), v.minLength(1), v.maxLength(namedLimit)),
  title: v.pipe(fieldSchemas.title, typedText),
  description: v.pipe(fieldSchemas.description, typedText),
  cameras: fieldSchemas.cameras,
  detectedAt: moment,
  from: moment,
  until: moment,
});
export type MisuseReport = v.InferOutput<typeof MisuseReportSchema>;

/** Receipt: the case's id, which is all that its reporter keeps of it, and whether he may read on. */
export const MisuseReceiptSchema = v.strictObject({ incident: v.string(), readable: v.boolean() });
export type MisuseReceipt = v.InferOutput<typeof MisuseReceiptSchema>;

/** `GET /api/misuse/people`: whom a report may name: everybody who has an account, but the asker. */
export const MisusePeopleSchema = v.strictObject({
  people: v.array(v.strictObject({ id: v.string(), name: v.string(), agency: v.string() })),
});
export type MisusePeople = v.InferOutput<typeof MisusePeopleSchema>;
