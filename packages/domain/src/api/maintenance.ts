import * as v from 'valibot';
import { ZoneKindSchema } from '../camera/camera.ts';
import { idField, PaperSchema, timeField, uuidField } from '../dossier/fields.ts';
import { measures } from '../fault-log/words.ts';
import { DeviceCheckSchema, stepAnswers } from '../maintenance/check.ts';
import { clashReasons } from '../maintenance/clashes.ts';
import { TemplateSchema } from '../maintenance/template.ts';
import { deviceKinds, maintenanceRefusals, workKinds, workStates } from '../maintenance/words.ts';
import { WorkActSchema, workDevicesLimit } from '../maintenance/work.ts';

const mark = { by: v.string(), name: v.string(), at: v.number() };

export const ZoneClashSchema = v.strictObject({
  zone: ZoneKindSchema,
  camera: v.string(),
  name: v.string(),
  reason: v.picklist(clashReasons),
});

/** KH-20, KH-21. `dueAt` null: at once. Without a model or a template nothing is due, and that is shown. */
export const MaintainedDeviceSchema = v.strictObject({
  id: v.string(),
  kind: v.picklist(deviceKinds),
  facility: v.string(),
  name: v.string(),
  zone: v.nullable(ZoneKindSchema),
  model: v.nullable(v.string()),
  template: v.nullable(TemplateSchema),
  last: v.nullable(
    v.strictObject({
      ...mark,
      steps: v.array(v.string()),
      answers: v.array(v.nullable(v.picklist(stepAnswers))),
      note: v.string(),
    }),
  ),
  dueAt: v.nullable(v.number()),
  isOverdue: v.boolean(),
});
export type MaintainedDeviceView = v.InferOutput<typeof MaintainedDeviceSchema>;

export const WorkViewSchema = v.strictObject({
  id: v.string(),
  ...mark,
  facility: v.string(),
  facilityName: v.string(),
  state: v.picklist(workStates),
  kind: v.picklist(workKinds),
  devices: v.array(v.strictObject({ id: v.string(), name: v.string() })),
  reason: v.string(),
  from: v.nullable(v.number()),
  to: v.nullable(v.number()),
  substitute: v.strictObject({ measure: v.picklist(measures), person: v.string() }),
  /** KH-22: as they are now, while it is not over. */
  clashes: v.array(ZoneClashSchema),
  decision: v.nullable(
    v.strictObject({
      ...mark,
      verdict: v.picklist(['approved', 'refused']),
      paper: v.nullable(PaperSchema),
      reason: v.string(),
      clash: v.string(),
    }),
  ),
  end: v.nullable(v.strictObject({ ...mark, isDone: v.boolean(), result: v.string() })),
  mayDecide: v.boolean(),
  mayFinish: v.boolean(),
});
export type WorkView = v.InferOutput<typeof WorkViewSchema>;

/** `GET /api/maintenance`: devices and works of the facilities whose maintenance this person may read of. */
export const MaintenanceResponseSchema = v.strictObject({
  now: v.number(),
  facilities: v.array(v.strictObject({ id: v.string(), name: v.string(), maintains: v.boolean() })),
  devices: v.array(MaintainedDeviceSchema),
  works: v.array(WorkViewSchema),
});
export type MaintenanceResponse = v.InferOutput<typeof MaintenanceResponseSchema>;

/** `POST /api/maintenance/check`: `id` is the browser's. */
export const CheckDeviceSchema = v.strictObject({ id: uuidField, check: DeviceCheckSchema });
export type CheckDevice = v.InferOutput<typeof CheckDeviceSchema>;

/** `POST /api/maintenance/act`: both ids are the browser's. */
export const MaintainSchema = v.strictObject({ work: uuidField, id: uuidField, act: WorkActSchema });
export type Maintain = v.InferOutput<typeof MaintainSchema>;

/** `POST /api/maintenance/clashes`: what a work would leave unseen, before it is proposed. */
export const AskClashesSchema = v.strictObject({
  facility: idField,
  devices: v.pipe(v.array(idField), v.maxLength(workDevicesLimit)),
  from: v.nullable(timeField),
  to: v.nullable(timeField),
});
export type AskClashes = v.InferOutput<typeof AskClashesSchema>;
export const ClashesResponseSchema = v.strictObject({ clashes: v.array(ZoneClashSchema) });
export type ClashesResponse = v.InferOutput<typeof ClashesResponseSchema>;

/** A refusal is a value, with its clauses; nothing was written then. */
export const MaintainAnswerSchema = v.union([
  v.strictObject({ outcome: v.literal('saved') }),
  v.strictObject({
    outcome: v.literal('refused'),
    code: v.picklist(maintenanceRefusals),
    clause: v.string(),
  }),
]);
export type MaintainAnswer = v.InferOutput<typeof MaintainAnswerSchema>;
