/**
 * Facts of the watch in a post's log (GL-20, GL-23). They stand as they come, like entries; `foldShifts` weighs them.
 *
 *     shift.start ──▶ shift.prepare ──▶ shift.sign_out ──▶ shift.accept (which begins the next shift)
 *                 └─▶ shift.relief (another person holds the same shift)
 *     shift.explain_gap · shift.choose_acceptance · shift.end_by_exception: words of whoever answers for the watch
 *
 * Who says it and when stand in the operation's header. A fact names the one that it follows by id and hash: what is signed
 * is the operation itself, chained to its device, sent under the device's key, and written after the person's PIN.
 */
import * as v from 'valibot';
import { versionedKind, type VersionedKind } from '../events/versioned-kind.ts';
import { answerStates, checklistPoints } from './checklist.ts';

export const noteLimit = 1_000;
export const answerLimit = 200;
export const titleLimit = 120;
export const carriedLimit = 30;
export const devicesLimit = 20;
export const roundCamerasLimit = 64;

const opId = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));
const written = (limit: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(limit));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000));
const place = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** ms since 1970, by the server's clock as the device knew it. */
const moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** From when to when the plan has this shift; null where the post has no pattern. */
const planned = v.nullable(v.strictObject({ from: moment, to: moment }));
/** The assignment document on which it rests, by the register's id (GL-20). */
const takes = { document: id, planned };
/** How far the post's book was read by whoever signs: newest place, and the chain over all up to it (null: nothing yet). */
const head = v.strictObject({ seq: place, chain: v.nullable(hash) });
const counts = { up: count, down: count, unknown: count };

export const StartSchema = v.strictObject(takes);

const carried = {
  id,
  title: written(titleLimit),
  detail: text(titleLimit),
  substitute: v.nullable(text(titleLimit)),
};
/** Something open that passes to the next shift until it is cleared. `substitute`: of a fault or of work that darkens cameras, null where it has none (GL-25). */
export const CarriedSchema = v.strictObject({
  ...carried,
  kind: v.picklist(['violation', 'fault', 'intervention', 'note']),
});
/** Before interventions were among them. */
const CarriedSchema1 = v.strictObject({ ...carried, kind: v.picklist(['violation', 'fault', 'note']) });

const snapshot = {
  cameras: v.strictObject({
    ...counts,
    zones: v.pipe(v.array(v.strictObject({ zone: id, ...counts })), v.maxLength(20)),
  }),
  /** Open matters that found no room in `carried`. */
  more: count,
  notes: text(noteLimit),
  instructions: text(noteLimit),
  /** Of each tablet of the post: how much of what it wrote the server had, and how much it had written, as known here. */
  devices: v.pipe(
    v.array(v.strictObject({ dev: id, inst: place, received: place, declared: place })),
    v.maxLength(devicesLimit),
  ),
};
const carriedBy = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.maxLength(carriedLimit));
export const SnapshotSchema = v.strictObject({ ...snapshot, carried: carriedBy(CarriedSchema) });

/** `shift`: the fact that began it. `head`: where the book stood when the snapshot was frozen. */
export const PrepareSchema = v.strictObject({ shift: opId, head, snapshot: SnapshotSchema });
const PrepareSchema1 = v.strictObject({
  shift: opId,
  head,
  snapshot: v.strictObject({ ...snapshot, carried: carriedBy(CarriedSchema1) }),
});

const AnswerSchema = v.strictObject({ state: v.picklist(answerStates), text: text(answerLimit) });
const answers = Object.fromEntries(checklistPoints.map((point) => [point, AnswerSchema])) as Record<
  (typeof checklistPoints)[number],
  typeof AnswerSchema
>;
export const SignOutSchema = v.strictObject({
  prepare: opId,
  /** Hash of the operation that froze the snapshot. */
  hash,
  head,
  answers: v.strictObject(answers),
});

/** What the incoming person saw himself. `cameras`: those that he looked at one by one; all of them where nobody met (GL-23). */
export const RoundSchema = v.strictObject({
  ...counts,
  cameras: v.pipe(v.array(id), v.maxLength(roundCamerasLimit)),
});

export const AcceptSchema = v.strictObject({
  signOut: opId,
  /** Hash of the outgoing person's signature. */
  hash,
  round: RoundSchema,
  /** Carried items that he opened. */
  opened: v.pipe(v.array(id), v.maxLength(carriedLimit)),
  reservation: v.nullable(written(noteLimit)),
  faceToFace: v.boolean(),
  ...takes,
});

/** `after`: the fact by which the relieved person holds the shift. */
export const ReliefSchema = v.strictObject({
  after: opId,
  document: id,
  round: RoundSchema,
  text: text(noteLimit),
});

export const gapReasons = ['lost_connection', 'absence', 'late_relief', 'equipment', 'other'] as const;
export const ExplainGapSchema = v.strictObject({
  from: moment,
  to: moment,
  reason: v.picklist(gapReasons),
  text: written(noteLimit),
});

/** Which of several acceptances of one handover holds, by whoever answers for the watch. */
export const ChooseAcceptanceSchema = v.strictObject({
  signOut: opId,
  chosen: opId,
  reason: written(noteLimit),
});

/** GL-23: a shift that nobody took over is closed by a recorded exception. */
export const EndByExceptionSchema = v.strictObject({ shift: opId, at: moment, reason: written(noteLimit) });

export type Start = v.InferOutput<typeof StartSchema>;
export type Carried = v.InferOutput<typeof CarriedSchema>;
export type Snapshot = v.InferOutput<typeof SnapshotSchema>;
export type Prepare = v.InferOutput<typeof PrepareSchema>;
export type SignOut = v.InferOutput<typeof SignOutSchema>;
export type Round = v.InferOutput<typeof RoundSchema>;
export type Accept = v.InferOutput<typeof AcceptSchema>;
export type Relief = v.InferOutput<typeof ReliefSchema>;
export type ExplainGap = v.InferOutput<typeof ExplainGapSchema>;
export type ChooseAcceptance = v.InferOutput<typeof ChooseAcceptanceSchema>;
export type EndByException = v.InferOutput<typeof EndByExceptionSchema>;

export const shiftKinds = {
  start: versionedKind('shift.start', StartSchema),
  prepare: versionedKind('shift.prepare', PrepareSchema, [
    { schema: PrepareSchema1, lift: (body: v.InferOutput<typeof PrepareSchema1>) => body },
  ]),
  signOut: versionedKind('shift.sign_out', SignOutSchema),
  accept: versionedKind('shift.accept', AcceptSchema),
  relief: versionedKind('shift.relief', ReliefSchema),
  explainGap: versionedKind('shift.explain_gap', ExplainGapSchema),
  chooseAcceptance: versionedKind('shift.choose_acceptance', ChooseAcceptanceSchema),
  endByException: versionedKind('shift.end_by_exception', EndByExceptionSchema),
} as const satisfies Record<string, VersionedKind<unknown>>;

export type ShiftFactBody =
  | { readonly type: 'start'; readonly body: Start }
  | { readonly type: 'prepare'; readonly body: Prepare }
  | { readonly type: 'signOut'; readonly body: SignOut }
  | { readonly type: 'accept'; readonly body: Accept }
  | { readonly type: 'relief'; readonly body: Relief }
  | { readonly type: 'explainGap'; readonly body: ExplainGap }
  | { readonly type: 'chooseAcceptance'; readonly body: ChooseAcceptance }
  | { readonly type: 'endByException'; readonly body: EndByException };
export type ShiftFactType = ShiftFactBody['type'];

/**
 * A fact as its reader has it. `at`: when it was written, by the server's clock as the device knew it; `recvAt`: when the server
 * received it, null while it has not. `hash` is of the operation.
 */
export type ShiftFact = ShiftFactBody & {
  readonly opId: string;
  readonly hash: string;
  readonly actor: string;
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  readonly at: number;
  readonly recvAt: number | null;
};

const typeOfKind = new Map(
  (Object.keys(shiftKinds) as ShiftFactType[]).map((type) => [shiftKinds[type].kind, type]),
);

export function isShiftKind(kind: string): boolean {
  return typeOfKind.has(kind);
}

/** Null when it is no fact of the watch, or none that can be read here. */
export function readShiftFact(
  { kind, v: version }: { readonly kind: string; readonly v: number },
  body: string,
): ShiftFactBody | null {
  const type = typeOfKind.get(kind);
  if (type === undefined) return null;
  const reading = shiftKinds[type].read(version, body);
  // The body was just read by this type's own schema.
  return reading.status === 'read' ? ({ type, body: reading.event } as ShiftFactBody) : null;
}
