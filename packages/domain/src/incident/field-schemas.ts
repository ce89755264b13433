/** What the fields of an incident may hold, whichever command brings them. */
import * as v from 'valibot';
import { severities, type FieldValues } from './incident.ts';

export const titleLimit = 200;
/** Characters of a description, a note, a reason. */
export const textLimit = 2_000;
export const camerasLimit = 20;
export const casualtiesLimit = 100_000;

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));

export const fieldSchemas = {
  title: v.pipe(v.string(), v.minLength(1), v.maxLength(titleLimit)),
  description: text(textLimit),
  severity: v.picklist(severities),
  casualties: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(casualtiesLimit))),
  place: text(titleLimit),
  cameras: v.pipe(v.array(text(64)), v.maxLength(camerasLimit)),
} satisfies { [Name in keyof FieldValues]: v.GenericSchema };

/** Which incident of the facility: its log holds the commands on all of them. */
export const incidentIdSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
