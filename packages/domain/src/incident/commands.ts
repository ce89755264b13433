import * as v from 'valibot';
import { versionedKind, type VersionedKind } from '../events/versioned-kind.ts';
import { fieldNames, incidentStatuses, severities, type FieldValues } from './incident.ts';

export const titleLimit = 200;
/** Characters of a description, a note, a reason. */
export const textLimit = 2_000;
export const camerasLimit = 20;
export const casualtiesLimit = 100_000;

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));
const written = (limit: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(limit));

const values = {
  title: written(titleLimit),
  description: text(textLimit),
  severity: v.picklist(severities),
  casualties: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(casualtiesLimit))),
  place: text(titleLimit),
  cameras: v.pipe(v.array(text(64)), v.maxLength(camerasLimit)),
} satisfies { [Name in keyof FieldValues]: v.GenericSchema };

/** Which incident of the facility: its log holds the commands on all of them. */
const incident = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));

/** No pictures (GL-06): cameras are named, never shown. */
export const OpenSchema = v.strictObject({ incident, fields: v.strictObject(values) });
export const SetFieldsSchema = v.strictObject({ incident, fields: v.partial(v.strictObject(values)) });
export const NoteSchema = v.strictObject({ incident, text: written(textLimit) });
/** `expected`: the status that the author saw. */
export const ChangeStatusSchema = v.strictObject({
  incident,
  expected: v.picklist(incidentStatuses),
  to: v.picklist(incidentStatuses),
  reason: text(textLimit),
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
} as const satisfies Record<string, VersionedKind<unknown>>;
