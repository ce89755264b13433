/** A case about somebody who uses this system (GL-18, KH-13). It has a log of its own, which he cannot read. */
import * as v from 'valibot';
import { fieldSchemas, incidentIdSchema } from './field-schemas.ts';

export const namedLimit = 10;

const person = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8_640_000_000_000_000));

/**
 * `named`: whom it concerns; they are fixed when the case begins. `by`: who reported it. The server writes it (`truc-system`):
 * nothing of it lies on the device on which it was reported.
 */
export const ReportMisuseSchema = v.strictObject({
  incident: incidentIdSchema,
  by: person,
  named: v.pipe(v.array(person), v.minLength(1), v.maxLength(namedLimit)),
  fields: v.strictObject(fieldSchemas),
  detectedAt: moment,
  from: moment,
  until: moment,
});
export type ReportMisuseBody = v.InferOutput<typeof ReportMisuseSchema>;
