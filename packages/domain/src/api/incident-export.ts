import * as v from 'valibot';
import { exportPaperLimit, exportPurposes, exportReasonLength, incidentIdSchema } from '../incident/index.ts';
import { typedText } from './typed-text.ts';

/**
 * `POST /api/incidents/export`: the whole record of one incident as a file that proves itself (`docs/evidence.md`). Purpose and
 * reason are asked of everybody (GL-07), the written permission for any other purpose (GL-08); all three stand in the record
 * afterwards. Answers the file (`IncidentExportAnswerSchema`), `not_found`, or `unavailable` with `not_signed` where the log cannot be proven now.
 */
export const IncidentExportRequestSchema = v.pipe(
  v.strictObject({
    scope: v.pipe(v.string(), v.regex(/^(facility|misuse):[a-z0-9][a-z0-9-]{0,63}$/)),
    incident: incidentIdSchema,
    purpose: v.picklist(exportPurposes),
    reason: v.pipe(
      v.string(),
      v.trim(),
      v.minLength(exportReasonLength.least),
      v.maxLength(exportReasonLength.most),
      typedText,
    ),
    paper: v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(exportPaperLimit), typedText)),
  }),
  v.check(({ purpose, paper }) => (purpose === 'other_by_paper') === (paper !== null), 'GL-08'),
);
/** The file: its name, and its text as it is to be kept, octet for octet. */
export const IncidentExportAnswerSchema = v.strictObject({ name: v.string(), text: v.string() });
export type IncidentExportAnswer = v.InferOutput<typeof IncidentExportAnswerSchema>;
export type IncidentExportRequest = v.InferOutput<typeof IncidentExportRequestSchema>;
