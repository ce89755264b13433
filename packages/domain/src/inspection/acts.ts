import * as v from 'valibot';
import { ZoneKindSchema } from '../camera/camera.ts';
import {
  dayField,
  idField,
  nameLimit,
  PaperSchema,
  uuidField,
  words,
  wordsLimit,
} from '../dossier/fields.ts';
import { checkResults, findingKinds, inspectionPurposes, triggers } from './words.ts';

/** Looks that one inspection rests on; findings of one act. */
export const looksLimit = 100;
export const findingsLimit = 30;

/** QG-10: what is wrong, what is asked for, of whom, until when. `device`: as it stands on the thing, where one was found (GL-16). */
export const NewFindingSchema = v.strictObject({
  id: uuidField,
  kind: v.picklist(findingKinds),
  camera: v.nullable(idField),
  device: words(nameLimit),
  text: words(wordsLimit),
  demand: words(wordsLimit),
  owner: words(nameLimit),
  due: dayField,
});
export type NewFinding = v.InferOutput<typeof NewFindingSchema>;

/** The minutes of an inspection. No pictures (GL-06): `looks` are those of the record of looks. */
export const RecordSchema = v.strictObject({
  type: v.literal('record'),
  facility: idField,
  trigger: v.picklist(triggers),
  document: v.nullable(PaperSchema),
  purpose: v.picklist(inspectionPurposes),
  looks: v.pipe(v.array(uuidField), v.maxLength(looksLimit)),
  /** Whether a camera was found inside a room, a toilet or a bathroom (N-02); null: not answered. */
  roomCamera: v.nullable(v.boolean()),
  /** Zones that this facility does not have: seen at a survey alone. */
  absentZones: v.pipe(v.array(ZoneKindSchema), v.maxLength(20)),
  summary: words(wordsLimit),
  findings: v.pipe(v.array(NewFindingSchema), v.maxLength(findingsLimit)),
});
/** A finding that shows later. */
export const AddSchema = v.strictObject({ type: v.literal('add'), finding: NewFindingSchema });
/** What whoever answers for the facility says of it. */
export const AnswerSchema = v.strictObject({
  type: v.literal('answer'),
  finding: uuidField,
  text: words(wordsLimit),
  isDone: v.boolean(),
});
/** What was seen when somebody looked again. `due`: the new day, where it is not remedied. */
export const CheckFindingSchema = v.strictObject({
  type: v.literal('check'),
  finding: uuidField,
  result: v.picklist(checkResults),
  text: words(wordsLimit),
  due: dayField,
  paper: v.nullable(PaperSchema),
});
export const InspectionActSchema = v.union([RecordSchema, AddSchema, AnswerSchema, CheckFindingSchema]);

export type RecordAct = v.InferOutput<typeof RecordSchema>;
export type InspectionAct = v.InferOutput<typeof InspectionActSchema>;

/** A look as the record has it: what an inspection over the cameras rests on. Times in ms; `until` null: it lasts. */
export const SeenSchema = v.strictObject({
  look: v.string(),
  camera: v.string(),
  name: v.string(),
  purpose: v.string(),
  from: v.number(),
  until: v.nullable(v.number()),
});
export type Seen = v.InferOutput<typeof SeenSchema>;

/** What stands in an inspection for good: an act, with what the server knew when it took it. `seen`: the looks of its minutes. */
export const InspectionFactSchema = v.strictObject({
  act: InspectionActSchema,
  seen: v.array(SeenSchema),
});
export type InspectionFact = v.InferOutput<typeof InspectionFactSchema>;
