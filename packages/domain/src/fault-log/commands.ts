import * as v from 'valibot';
import { versionedKind, type VersionedKind } from '../events/versioned-kind.ts';
import {
  acceptances,
  assetKinds,
  assignees,
  causes,
  measures,
  symptoms,
  verdicts,
  visitChecklist,
} from './words.ts';

/** Characters of a detail, a reason, a note. */
export const faultTextLimit = 1_000;
/** Characters of a name, of a permit's number. */
export const nameLimit = 120;
export const visitorsLimit = 20;

const minute = 60_000;
/** How often a substitute may be checked upon: between every five minutes and twice a day. */
export const checkPace = { leastMs: 5 * minute, mostMs: 12 * 60 * minute } as const;
/** No province may call a longer outage a short one. */
export const shortOutageLimitMs = 30 * minute;

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));
const written = (limit: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(limit));
/** Ms since 1970. */
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
/** Which fault of the log. */
const fault = uuid;
const scope = v.pipe(v.string(), v.regex(/^faults:[a-z0-9][a-z0-9-]{0,63}$/));
const parent = v.strictObject({ scope, fault: uuid });

/** `name`: as it was called then. */
export const AssetSchema = v.strictObject({
  kind: v.picklist(assetKinds),
  id: written(64),
  name: text(nameLimit),
});

/** No pictures (GL-06). `proposal`: of the system, which a person confirms by this report. */
export const ReportSchema = v.strictObject({
  fault,
  asset: AssetSchema,
  symptom: v.picklist(symptoms),
  detail: text(faultTextLimit),
  since: time,
  permit: text(nameLimit),
  proposal: v.nullable(uuid),
});
/** `replaces`: running substitutes that end as this one begins. */
export const SubstituteSchema = v.strictObject({
  fault,
  measure: v.picklist(measures),
  person: written(nameLimit),
  everyMs: v.pipe(v.number(), v.safeInteger(), v.minValue(checkPace.leastMs), v.maxValue(checkPace.mostMs)),
  from: time,
  replaces: v.pipe(v.array(uuid), v.maxLength(10)),
});
export const CheckSchema = v.strictObject({
  fault,
  substitute: uuid,
  isNormal: v.boolean(),
  note: text(faultTextLimit),
});
export const JoinSchema = v.strictObject({ fault, parent });
export const AssignSchema = v.strictObject({
  fault,
  to: v.picklist(assignees),
  person: written(nameLimit),
  target: time,
});
/** The beginning of work, and of more work after a wait. Whether the checklist is whole is the decision's question (GL-26). */
export const StartSchema = v.strictObject({
  fault,
  isOnSite: v.boolean(),
  visitors: v.pipe(v.array(written(nameLimit)), v.maxLength(visitorsLimit)),
  checklist: v.pipe(v.array(v.picklist(visitChecklist)), v.maxLength(visitChecklist.length)),
});
export const ParkSchema = v.strictObject({ fault, reason: written(faultTextLimit) });
export const AcceptSchema = v.strictObject({ fault, what: v.picklist(acceptances) });
/** `limitMs`: what the province calls a short outage. */
export const RecoverSchema = v.strictObject({
  fault,
  at: time,
  limitMs: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(shortOutageLimitMs)),
});
const lost = v.nullable(v.strictObject({ from: time, to: time }));
const closing = {
  fault,
  cause: v.picklist(causes),
  endedAt: v.nullable(time),
  lost,
  note: text(faultTextLimit),
};
/** Before the question of interference was asked. */
const CloseSchema1 = v.strictObject(closing);
type Close1 = v.InferOutput<typeof CloseSchema1>;
/**
 * `endedAt`: when the substitutes ended; null where none ran. `interference`: the answer to "nghi can thiệp trái phép?", where it
 * is given with the closing; `unasked`: it was closed before that was asked.
 */
export const CloseSchema = v.strictObject({
  ...closing,
  interference: v.nullable(v.picklist([...verdicts, 'unasked'])),
});
/** GL-15. `incident`: the case that its author opened for it. */
export const JudgeSchema = v.strictObject({
  fault,
  verdict: v.picklist(verdicts),
  note: text(faultTextLimit),
  incident: v.nullable(uuid),
});
/** A child in the log of a facility, whose parent was closed in another log. */
export const CloseWithParentSchema = v.strictObject({
  fault,
  parent,
  cause: v.picklist(causes),
  endedAt: time,
  restoredAt: time,
});
export const NoteSchema = v.strictObject({ fault, text: written(faultTextLimit) });

export type ReportBody = v.InferOutput<typeof ReportSchema>;
export type SubstituteBody = v.InferOutput<typeof SubstituteSchema>;
export type CheckBody = v.InferOutput<typeof CheckSchema>;
export type JoinBody = v.InferOutput<typeof JoinSchema>;
export type AssignBody = v.InferOutput<typeof AssignSchema>;
export type StartBody = v.InferOutput<typeof StartSchema>;
export type ParkBody = v.InferOutput<typeof ParkSchema>;
export type AcceptBody = v.InferOutput<typeof AcceptSchema>;
export type RecoverBody = v.InferOutput<typeof RecoverSchema>;
export type JudgeBody = v.InferOutput<typeof JudgeSchema>;
export type CloseBody = v.InferOutput<typeof CloseSchema>;
export type CloseWithParentBody = v.InferOutput<typeof CloseWithParentSchema>;
export type NoteBody = v.InferOutput<typeof NoteSchema>;

export const faultKinds = {
  report: versionedKind('fault.report', ReportSchema),
  substitute: versionedKind('fault.substitute', SubstituteSchema),
  check: versionedKind('fault.check', CheckSchema),
  join: versionedKind('fault.join', JoinSchema),
  assign: versionedKind('fault.assign', AssignSchema),
  start: versionedKind('fault.start', StartSchema),
  park: versionedKind('fault.park', ParkSchema),
  accept: versionedKind('fault.accept', AcceptSchema),
  recover: versionedKind('fault.recover', RecoverSchema),
  judge: versionedKind('fault.judge', JudgeSchema),
  close: versionedKind('fault.close', CloseSchema, [
    { schema: CloseSchema1, lift: (body: Close1) => ({ ...body, interference: 'unasked' }) },
  ]),
  closeWithParent: versionedKind('fault.close_with_parent', CloseWithParentSchema),
  note: versionedKind('fault.note', NoteSchema),
} as const satisfies Record<string, VersionedKind<unknown>>;

export type FaultCommand =
  | { readonly type: 'report'; readonly body: ReportBody }
  | { readonly type: 'substitute'; readonly body: SubstituteBody }
  | { readonly type: 'check'; readonly body: CheckBody }
  | { readonly type: 'join'; readonly body: JoinBody }
  | { readonly type: 'assign'; readonly body: AssignBody }
  | { readonly type: 'start'; readonly body: StartBody }
  | { readonly type: 'park'; readonly body: ParkBody }
  | { readonly type: 'accept'; readonly body: AcceptBody }
  | { readonly type: 'recover'; readonly body: RecoverBody }
  | { readonly type: 'judge'; readonly body: JudgeBody }
  | { readonly type: 'close'; readonly body: CloseBody }
  | { readonly type: 'closeWithParent'; readonly body: CloseWithParentBody }
  | { readonly type: 'note'; readonly body: NoteBody };
