import * as v from 'valibot';
import { CameraSystemSchema, ZoneKindSchema } from '../camera/camera.ts';
import { uuidField } from '../dossier/fields.ts';
import {
  CloseSchema,
  EnterPaperSchema,
  ExportActSchema,
  ExtractSchema,
  HandOverSchema,
  RequestFields,
  SignedPaperSchema,
} from '../footage-export/acts.ts';
import { exportPurposes, exportRefusals, exportStates, refusalGrounds } from '../footage-export/words.ts';

/** Who did it, by name as the registers have it now, and when (ms, by the server's clock). */
const mark = { by: v.string(), name: v.string(), at: v.number() };
const named = v.strictObject({ id: v.string(), name: v.string() });

const head = {
  id: v.string(),
  /** Its place in the register of extractions, from 1. */
  number: v.number(),
  facility: v.string(),
  facilityName: v.string(),
  system: CameraSystemSchema,
  state: v.picklist(exportStates),
  ...mark,
  from: v.nullable(v.number()),
  to: v.nullable(v.number()),
  purpose: v.picklist(exportPurposes),
  cameras: v.array(named),
  /** The case that it is about, where the reader may read that. */
  incident: v.nullable(v.string()),
  /** Whether copies should have come back, or be destroyed, by now. */
  isLate: v.boolean(),
  /** Whether the reader has something to do with it now. */
  waits: v.boolean(),
};

/** One line of the register. */
export const ExportLineSchema = v.strictObject(head);
export type ExportLine = v.InferOutput<typeof ExportLineSchema>;

/** A facility of which the reader may ask for recordings. `keptSince`: ms; null: nobody knows how long its recorder keeps (KH-18). */
const ExportPlaceSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  cameras: v.array(
    v.strictObject({
      id: v.string(),
      name: v.string(),
      zone: ZoneKindSchema,
      isCentral: v.boolean(),
      keptSince: v.nullable(v.number()),
    }),
  ),
});
export type ExportPlace = v.InferOutput<typeof ExportPlaceSchema>;

/** `GET /api/footage-exports`: what this person may read of, the newest first, and where he may ask. */
export const ExportListSchema = v.strictObject({
  now: v.number(),
  validDays: v.number(),
  places: v.array(ExportPlaceSchema),
  exports: v.array(ExportLineSchema),
});
export type ExportList = v.InferOutput<typeof ExportListSchema>;

export const exportSteps = [
  'submit',
  'turn_away',
  'refuse',
  'enter_paper',
  'check_paper',
  'revoke',
  'extract',
  'hand_over',
  'close',
] as const;

const step = <Entries extends v.ObjectEntries>({ type: _, ...entries }: Entries & { type: unknown }) =>
  v.strictObject({ ...entries, ...mark });

/** An extraction whole. `may`: the acts that the reader may do now. `keptUntil`: when the first of it is written over, ms. */
export const ExportViewSchema = v.strictObject({
  ...head,
  madeAt: v.number(),
  ground: RequestFields.ground,
  recipient: RequestFields.recipient,
  copies: v.number(),
  document: v.nullable(SignedPaperSchema),
  keptUntil: v.nullable(v.number()),
  refusal: v.nullable(
    v.strictObject({ ...mark, ground: v.picklist(refusalGrounds), reason: v.string(), clause: v.string() }),
  ),
  entry: v.nullable(step(EnterPaperSchema.entries)),
  check: v.nullable(
    v.strictObject({ ...mark, madeAt: v.number(), isSame: v.boolean(), difference: v.string() }),
  ),
  validUntil: v.nullable(v.number()),
  revocation: v.nullable(
    v.strictObject({ ...mark, madeAt: v.number(), paper: SignedPaperSchema, reason: v.string() }),
  ),
  extraction: v.nullable(step(ExtractSchema.entries)),
  delivery: v.nullable(step(HandOverSchema.entries)),
  end: v.nullable(step(CloseSchema.entries)),
  /** Every step in its order, with the moment by the device's clock beside the server's. */
  steps: v.array(v.strictObject({ ...mark, type: v.picklist(exportSteps), madeAt: v.number() })),
  may: v.array(v.picklist(exportSteps)),
});
export type ExportView = v.InferOutput<typeof ExportViewSchema>;

/** `POST /api/footage-exports/open`: one whole; the access log says who opened it. */
export const OpenExportSchema = v.strictObject({ export: uuidField });
export const ExportOpenedSchema = v.strictObject({ now: v.number(), export: ExportViewSchema });

/** `POST /api/footage-exports/act`: both ids are the browser's, so that a resend is written once. */
export const ExportActRequestSchema = v.strictObject({
  export: uuidField,
  id: uuidField,
  act: ExportActSchema,
});
export type ExportActRequest = v.InferOutput<typeof ExportActRequestSchema>;

/** A refusal is a value, with the clauses that it stands on; nothing was written then but the access log's line. */
export const ExportActAnswerSchema = v.union([
  v.strictObject({ outcome: v.literal('saved'), export: ExportViewSchema }),
  v.strictObject({
    outcome: v.literal('refused'),
    code: v.picklist(exportRefusals),
    clause: v.string(),
  }),
]);
export type ExportActAnswer = v.InferOutput<typeof ExportActAnswerSchema>;
