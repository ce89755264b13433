/** What is written down of each export of an incident's record (KH-05, KH-15): it stands in the record itself. */
import * as v from 'valibot';
import { incidentIdSchema } from './field-schemas.ts';

/** GL-07's four, and any other with a paper that permits it (GL-08). */
export const exportPurposes = [
  'supervise_compliance',
  'remind_violators',
  'epidemiological_tracing',
  'check_remedies',
  'other_by_paper',
] as const;
export type ExportPurpose = (typeof exportPurposes)[number];
/** Characters. */
export const exportReasonLength = { least: 10, most: 200 } as const;
export const exportPaperLimit = 200;

/** `by`: who asked for the file. The server writes it (`truc-system`), before it makes the file. */
export const ExportedSchema = v.strictObject({
  incident: incidentIdSchema,
  by: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  purpose: v.picklist(exportPurposes),
  reason: v.pipe(v.string(), v.minLength(exportReasonLength.least), v.maxLength(exportReasonLength.most)),
  /** Number and date of the written permission, and who signed it; null where the purpose needs none. */
  paper: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(exportPaperLimit))),
});
export type ExportedBody = v.InferOutput<typeof ExportedSchema>;
