/** Commands on violations, beside those that all incidents know. No pictures (GL-06): no field could hold one. */
import * as v from 'valibot';
import { versionedKind, type VersionedKind } from '../events/versioned-kind.ts';
import { fieldSchemas, incidentIdSchema, textLimit, titleLimit } from './field-schemas.ts';
import { escalationTargets, measureKinds, noticeChannels, outcomeCodes, subjectTypes } from './violation.ts';

export const documentLimit = 200;

const incident = incidentIdSchema;
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8_640_000_000_000_000));
const words = v.pipe(v.string(), v.minLength(1), v.maxLength(textLimit));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(titleLimit));

export const ReportSchema = v.strictObject({
  incident,
  fields: v.strictObject(fieldSchemas),
  /** A slug: kinds of later versions are kept and shown as they are. */
  kind: v.pipe(v.string(), v.regex(/^[a-z][a-z_]{0,39}$/)),
  subject: v.picklist(subjectTypes),
  detectedAt: moment,
  from: moment,
  until: moment,
});
export const NotifySchema = v.strictObject({
  incident,
  name,
  position: name,
  channel: v.picklist(noticeChannels),
  at: moment,
});
export const AcknowledgeSchema = v.strictObject({ incident });
export const MeasureSchema = v.strictObject({
  incident,
  kind: v.picklist(measureKinds),
  text: v.pipe(v.string(), v.maxLength(textLimit)),
  at: moment,
});
export const CheckSchema = v.strictObject({
  incident,
  remedied: v.boolean(),
  text: v.pipe(v.string(), v.maxLength(textLimit)),
});
export const ProposeDismissalSchema = v.strictObject({ incident, reason: words });
/** `proposal`: the place in the log of what is answered. */
export const AnswerDismissalSchema = v.strictObject({
  incident,
  proposal: v.pipe(v.number(), v.integer(), v.minValue(1)),
  agrees: v.boolean(),
  reason: v.pipe(v.string(), v.maxLength(textLimit)),
});
/** `automatic`: by the system, since nobody acknowledged in time. */
export const EscalateSchema = v.strictObject({
  incident,
  target: v.picklist(escalationTargets),
  automatic: v.boolean(),
  reason: v.pipe(v.string(), v.maxLength(textLimit)),
});
export const TakeUpSchema = v.strictObject({ incident, reason: words });
export const ReopenSchema = v.strictObject({ incident, reason: words });
export const OutcomeSchema = v.strictObject({
  incident,
  code: v.picklist(outcomeCodes),
  document: v.pipe(v.string(), v.minLength(1), v.maxLength(documentLimit)),
});
export const RecordingSchema = v.strictObject({ incident, locked: v.boolean() });

export type ReportBody = v.InferOutput<typeof ReportSchema>;
export type NotifyBody = v.InferOutput<typeof NotifySchema>;
export type AcknowledgeBody = v.InferOutput<typeof AcknowledgeSchema>;
export type MeasureBody = v.InferOutput<typeof MeasureSchema>;
export type CheckBody = v.InferOutput<typeof CheckSchema>;
export type ProposeDismissalBody = v.InferOutput<typeof ProposeDismissalSchema>;
export type AnswerDismissalBody = v.InferOutput<typeof AnswerDismissalSchema>;
export type EscalateBody = v.InferOutput<typeof EscalateSchema>;
export type TakeUpBody = v.InferOutput<typeof TakeUpSchema>;
export type ReopenBody = v.InferOutput<typeof ReopenSchema>;
export type OutcomeBody = v.InferOutput<typeof OutcomeSchema>;
export type RecordingBody = v.InferOutput<typeof RecordingSchema>;

export const caseKinds = {
  report: versionedKind('incident.report', ReportSchema),
  notify: versionedKind('incident.notify', NotifySchema),
  acknowledge: versionedKind('incident.acknowledge', AcknowledgeSchema),
  measure: versionedKind('incident.measure', MeasureSchema),
  check: versionedKind('incident.check', CheckSchema),
  proposeDismissal: versionedKind('incident.propose_dismissal', ProposeDismissalSchema),
  answerDismissal: versionedKind('incident.answer_dismissal', AnswerDismissalSchema),
  escalate: versionedKind('incident.escalate', EscalateSchema),
  takeUp: versionedKind('incident.take_up', TakeUpSchema),
  reopen: versionedKind('incident.reopen', ReopenSchema),
  outcome: versionedKind('incident.outcome', OutcomeSchema),
  recording: versionedKind('incident.recording', RecordingSchema),
} as const satisfies Record<string, VersionedKind<unknown>>;

export type CaseCommand =
  | { readonly type: 'report'; readonly body: ReportBody }
  | { readonly type: 'notify'; readonly body: NotifyBody }
  | { readonly type: 'acknowledge'; readonly body: AcknowledgeBody }
  | { readonly type: 'measure'; readonly body: MeasureBody }
  | { readonly type: 'check'; readonly body: CheckBody }
  | { readonly type: 'proposeDismissal'; readonly body: ProposeDismissalBody }
  | { readonly type: 'answerDismissal'; readonly body: AnswerDismissalBody }
  | { readonly type: 'escalate'; readonly body: EscalateBody }
  | { readonly type: 'takeUp'; readonly body: TakeUpBody }
  | { readonly type: 'reopen'; readonly body: ReopenBody }
  | { readonly type: 'outcome'; readonly body: OutcomeBody }
  | { readonly type: 'recording'; readonly body: RecordingBody };
