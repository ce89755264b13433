/** What is done on an extraction, as it is written down for good. No pictures and no files: names, figures and hashes alone (GL-06). */
import * as v from 'valibot';
import { CameraSystemSchema } from '../camera/camera.ts';
import { dayField, idField, nameLimit, timeField, words, wordsLimit } from '../dossier/fields.ts';
import {
  exportPurposes,
  fates,
  hashSources,
  media,
  refusalGrounds,
  signatories,
  signatureChecks,
} from './words.ts';

export const exportCamerasLimit = 20;
export const exportFilesLimit = 60;
export const exportCopiesLimit = 20;

const count = (limit: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(limit));
const cameras = v.pipe(v.array(idField), v.maxLength(exportCamerasLimit));
const copyNumber = words(40);

/** A paper by what stands on it: never a scan. `signer`: the name under it. */
export const SignedPaperSchema = v.strictObject({
  number: words(nameLimit),
  signedOn: dayField,
  issuer: words(nameLimit),
  signer: words(nameLimit),
  signatory: v.picklist(signatories),
});
export type SignedPaper = v.InferOutput<typeof SignedPaperSchema>;

const PersonSchema = v.strictObject({
  name: words(nameLimit),
  position: words(nameLimit),
  agency: words(nameLimit),
});

/**
 * Who asks for what (GL-09, GL-14). `from`, `to`: ms; null: not filled in. `document`: the written request; null: there is
 * none. `incident`: the case that it is about, by the log that holds it.
 */
export const RequestFields = {
  facility: idField,
  system: CameraSystemSchema,
  cameras,
  from: v.nullable(timeField),
  to: v.nullable(timeField),
  purpose: v.picklist(exportPurposes),
  ground: words(wordsLimit),
  recipient: PersonSchema,
  copies: count(exportCopiesLimit),
  document: v.nullable(SignedPaperSchema),
  incident: v.nullable(
    v.strictObject({
      scope: v.pipe(v.string(), v.regex(/^(facility|misuse):[a-z0-9][a-z0-9-]{0,63}$/)),
      id: idField,
    }),
  ),
};

/** Every act carries the moment by the device's own clock, in ms: the server's stands beside it. */
const madeAt = timeField;

export const SubmitSchema = v.strictObject({ type: v.literal('submit'), madeAt, ...RequestFields });
/** Somebody asked without a document: entered as refused, so that the register shows it. */
export const TurnAwaySchema = v.strictObject({ type: v.literal('turn_away'), madeAt, ...RequestFields });
export const RefuseSchema = v.strictObject({
  type: v.literal('refuse'),
  madeAt,
  ground: v.picklist(refusalGrounds),
  reason: words(wordsLimit),
});
/** What the signed permission allows: it may narrow what was asked, and never widen it. `after`: what it asks to become of the copies. */
export const EnterPaperSchema = v.strictObject({
  type: v.literal('enter_paper'),
  madeAt,
  paper: SignedPaperSchema,
  cameras,
  from: v.nullable(timeField),
  to: v.nullable(timeField),
  copies: count(exportCopiesLimit),
  after: v.picklist(fates),
  afterBy: dayField,
});
/** What a second person found who held the entry against the paper. */
export const CheckPaperSchema = v.strictObject({
  type: v.literal('check_paper'),
  madeAt,
  isSame: v.boolean(),
  difference: words(wordsLimit),
});
export const RevokeSchema = v.strictObject({
  type: v.literal('revoke'),
  madeAt,
  paper: SignedPaperSchema,
  reason: words(wordsLimit),
});

/** One stretch of one camera as a file on the medium. `bytes`: its length; `sha256`: 64 hexadecimal digits. */
export const FileSchema = v.strictObject({
  camera: idField,
  from: v.nullable(timeField),
  to: v.nullable(timeField),
  name: words(nameLimit),
  bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  sha256: v.pipe(words(80), v.toLowerCase()),
  hashed: v.picklist(hashSources),
});
export type ExportFile = v.InferOutput<typeof FileSchema>;
/** A copy that is handed over: its number, what it is on, and the serial of that. */
export const CopySchema = v.strictObject({
  number: copyNumber,
  medium: v.picklist(media),
  serial: words(nameLimit),
});
export type ExportCopy = v.InferOutput<typeof CopySchema>;
/** `made`: copies made in all; those that are not handed over are destroyed at once, before a witness (N-05). */
export const ExtractSchema = v.strictObject({
  type: v.literal('extract'),
  madeAt,
  files: v.pipe(v.array(FileSchema), v.maxLength(exportFilesLimit)),
  signature: v.picklist(signatureChecks),
  copies: v.pipe(v.array(CopySchema), v.maxLength(exportCopiesLimit)),
  made: count(100),
  destroyed: count(100),
  witness: words(nameLimit),
});
/** Minutes (biên bản). `readBack`: the hash of each file as the receiver read it, in the order of the files. */
export const HandOverSchema = v.strictObject({
  type: v.literal('hand_over'),
  madeAt,
  minutes: words(nameLimit),
  receiver: PersonSchema,
  readBack: v.pipe(v.array(v.pipe(words(80), v.toLowerCase())), v.maxLength(exportFilesLimit)),
});
/** What became of each copy, on which day, by which paper or minutes; a destruction has a witness. */
export const CopyFateSchema = v.strictObject({
  copy: copyNumber,
  fate: v.picklist(fates),
  on: dayField,
  minutes: words(nameLimit),
  witness: words(nameLimit),
});
export const CloseSchema = v.strictObject({
  type: v.literal('close'),
  madeAt,
  fates: v.pipe(v.array(CopyFateSchema), v.maxLength(exportCopiesLimit)),
});

export const ExportActSchema = v.union([
  SubmitSchema,
  TurnAwaySchema,
  RefuseSchema,
  EnterPaperSchema,
  CheckPaperSchema,
  RevokeSchema,
  ExtractSchema,
  HandOverSchema,
  CloseSchema,
]);
export type ExportAct = v.InferOutput<typeof ExportActSchema>;
export type ExportActOf<Type extends ExportAct['type']> = Extract<ExportAct, { readonly type: Type }>;
export type ExportRequest = Omit<ExportActOf<'submit'>, 'type' | 'madeAt'>;

/** What stands in an extraction for good: an act, with what the server added. `validUntil`: until when a permission may be used, ms. */
export const ExportFactSchema = v.strictObject({ act: ExportActSchema, validUntil: v.nullable(v.number()) });
export type ExportFact = v.InferOutput<typeof ExportFactSchema>;
