import * as v from 'valibot';
import { ZoneKindSchema } from '../camera/camera.ts';
import { zoneStates } from '../zone-coverage/zone-coverage.ts';
import { idField, PaperSchema, uuidField } from '../dossier/fields.ts';
import { AuthoritySchema, FacilityStateSchema } from '../facility/facility.ts';
import { InspectionActSchema, SeenSchema } from '../inspection/acts.ts';
import { findingStatuses } from '../inspection/inspection.ts';
import {
  checkResults,
  findingKinds,
  inspectionPurposes,
  inspectionRefusals,
  triggers,
} from '../inspection/words.ts';

/** Who did it, by name as the registers have it now, and when (ms). */
const mark = { by: v.string(), name: v.string(), at: v.number() };

const StepViewSchema = v.union([
  v.strictObject({ type: v.literal('answer'), ...mark, text: v.string(), isDone: v.boolean() }),
  v.strictObject({
    type: v.literal('check'),
    ...mark,
    text: v.string(),
    result: v.picklist(checkResults),
    due: v.string(),
    paper: v.nullable(PaperSchema),
  }),
]);

export const FindingViewSchema = v.strictObject({
  id: v.string(),
  ...mark,
  kind: v.picklist(findingKinds),
  camera: v.nullable(v.string()),
  cameraName: v.nullable(v.string()),
  device: v.string(),
  text: v.string(),
  demand: v.string(),
  owner: v.string(),
  due: v.string(),
  firstDue: v.string(),
  status: v.picklist(findingStatuses),
  isLate: v.boolean(),
  steps: v.array(StepViewSchema),
  /** What the reader may do with it now. */
  mayAnswer: v.boolean(),
  mayCheck: v.boolean(),
});
export type FindingView = v.InferOutput<typeof FindingViewSchema>;

export const InspectionViewSchema = v.strictObject({
  id: v.string(),
  facility: v.string(),
  facilityName: v.string(),
  ...mark,
  agency: v.string(),
  trigger: v.picklist(triggers),
  document: v.nullable(PaperSchema),
  purpose: v.picklist(inspectionPurposes),
  seen: v.array(SeenSchema),
  roomCamera: v.nullable(v.boolean()),
  absentZones: v.array(ZoneKindSchema),
  summary: v.string(),
  findings: v.array(FindingViewSchema),
  mayAdd: v.boolean(),
});
export type InspectionView = v.InferOutput<typeof InspectionViewSchema>;

/** N-03. `last`, `dueAt`: ms; null: never inspected, due at once. */
export const InspectedFacilitySchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  authority: AuthoritySchema,
  state: FacilityStateSchema,
  inCycle: v.boolean(),
  last: v.nullable(v.number()),
  dueAt: v.nullable(v.number()),
  isOverdue: v.boolean(),
  inspects: v.boolean(),
  surveys: v.boolean(),
  /** Whom a finding is put to unless another is named. */
  managers: v.array(v.string()),
  cameras: v.array(v.strictObject({ id: v.string(), name: v.string(), zone: ZoneKindSchema })),
});
export type InspectedFacility = v.InferOutput<typeof InspectedFacilitySchema>;

/** `GET /api/inspections`: those of the facilities that this person may read of; the ones with the newest acts first. */
export const InspectionsResponseSchema = v.strictObject({
  today: v.string(),
  cycleDays: v.number(),
  facilities: v.array(InspectedFacilitySchema),
  inspections: v.array(InspectionViewSchema),
});
export type InspectionsResponse = v.InferOutput<typeof InspectionsResponseSchema>;

/** `POST /api/inspections/looks`: the asker's own looks of the last day at this facility, newest first (GL-07, GL-52). */
export const AskLooksSchema = v.strictObject({ facility: idField });
export const LooksOfFacilitySchema = v.strictObject({ looks: v.array(SeenSchema) });

/** `POST /api/inspections/act`. Both ids are the browser's, so that a resend is written once. */
export const InspectSchema = v.strictObject({
  inspection: uuidField,
  id: uuidField,
  act: InspectionActSchema,
});
export type Inspect = v.InferOutput<typeof InspectSchema>;

/** A refusal is a value, with the clauses that it stands on; nothing was written then. */
export const InspectAnswerSchema = v.union([
  v.strictObject({ outcome: v.literal('saved'), inspection: InspectionViewSchema }),
  v.strictObject({
    outcome: v.literal('refused'),
    code: v.picklist(inspectionRefusals),
    clause: v.string(),
  }),
]);
export type InspectAnswer = v.InferOutput<typeof InspectAnswerSchema>;

/** `GET /api/coverage` (N-01, QT-04). `known`: whether the SFU told of the cameras; else by the register of connections. */
export const CoverageResponseSchema = v.strictObject({
  at: v.number(),
  known: v.boolean(),
  facilities: v.array(
    v.strictObject({
      id: v.string(),
      name: v.string(),
      state: FacilityStateSchema,
      zones: v.array(
        v.strictObject({
          zone: ZoneKindSchema,
          cameras: v.number(),
          working: v.number(),
          state: v.picklist(zoneStates),
        }),
      ),
      gaps: v.number(),
      /** Open findings of a camera inside a room (N-02). */
      roomCameras: v.number(),
      /** When zones were last surveyed; null: never. */
      surveyedAt: v.nullable(v.number()),
    }),
  ),
});
export type CoverageResponse = v.InferOutput<typeof CoverageResponseSchema>;
