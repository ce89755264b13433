import * as v from 'valibot';
import { versionedKind, type VersionedKind } from '../events/versioned-kind.ts';
import { caseKinds } from './case-commands.ts';
import { ExportedSchema } from './exported.ts';
import { ReportMisuseSchema } from './misuse-commands.ts';
import { fieldSchemas as values, incidentIdSchema as incident, textLimit } from './field-schemas.ts';
import { fieldNames, incidentStatuses, type FieldValues } from './incident.ts';

/** No pictures (GL-06): cameras are named, never shown. */
export const OpenSchema = v.strictObject({ incident, fields: v.strictObject(values) });
export const SetFieldsSchema = v.strictObject({ incident, fields: v.partial(v.strictObject(values)) });
export const NoteSchema = v.strictObject({
  incident,
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(textLimit)),
});
/** `expected`: the status that the author saw. */
export const ChangeStatusSchema = v.strictObject({
  incident,
  expected: v.picklist(incidentStatuses),
  to: v.picklist(incidentStatuses),
  reason: v.pipe(v.string(), v.maxLength(textLimit)),
});
/** `value`: what a person chose; `settles`: the claims that he had before him. */
export const ResolveSchema = v.strictObject({
  incident,
  field: v.picklist(fieldNames),
  value: v.union([v.string(), v.number(), v.null(), v.array(v.string())]),
  settles: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(100)),
});

export type OpenBody = v.InferOutput<typeof OpenSchema>;
export type SetFieldsBody = v.InferOutput<typeof SetFieldsSchema>;
export type NoteBody = v.InferOutput<typeof NoteSchema>;
export type ChangeStatusBody = v.InferOutput<typeof ChangeStatusSchema>;
export type ResolveBody = v.InferOutput<typeof ResolveSchema>;

/** Whether `value` is one that `field` may hold: `ResolveSchema` alone cannot say. */
export function isFieldValue(field: keyof FieldValues, value: unknown): boolean {
  return v.is(values[field], value);
}

const ResolveFittingSchema = v.pipe(
  ResolveSchema,
  v.check(({ field, value }) => isFieldValue(field, value)),
);

export const incidentKinds = {
  open: versionedKind('incident.open', OpenSchema),
  set: versionedKind('incident.set', SetFieldsSchema),
  note: versionedKind('incident.note', NoteSchema),
  changeStatus: versionedKind('incident.change_status', ChangeStatusSchema),
  resolve: versionedKind('incident.resolve', ResolveFittingSchema),
  ...caseKinds,
  reportMisuse: versionedKind('incident.report_misuse', ReportMisuseSchema),
  exported: versionedKind('incident.exported', ExportedSchema),
} as const satisfies Record<string, VersionedKind<unknown>>;
