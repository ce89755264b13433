import * as v from 'valibot';
import { PostSchema } from '../facility/facility.ts';
import { dayOf, startOfDay } from '../shift/civil-day.ts';
import { gapReasons } from '../shift/facts.ts';
import { AssignmentDocumentSchema, ShiftPatternSchema } from '../shift/plan.ts';
import { shiftStates } from '../shift/shift.ts';
import { typedText } from './typed-text.ts';

const day = v.pipe(
  v.string(),
  v.regex(/^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
  v.check((name) => dayOf(startOfDay(name)) === name, 'is no day'),
);
const words = (limit: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limit), typedText);
const postId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));

/** A tablet of a post: what the server has of it, what it said that it had written, and when it was last heard of (ms). */
export const PostDeviceSchema = v.strictObject({
  dev: v.string(),
  inst: v.number(),
  received: v.number(),
  declared: v.number(),
  seenAt: v.number(),
});
export type PostDevice = v.InferOutput<typeof PostDeviceSchema>;

/** All that a tablet needs to begin and hand over a shift at a post without a network. */
export const PostPlanSchema = v.strictObject({
  post: PostSchema,
  scope: v.string(),
  handsOver: v.boolean(),
  accounts: v.boolean(),
  appoints: v.boolean(),
  documents: v.array(AssignmentDocumentSchema),
  patterns: v.array(ShiftPatternSchema),
  /** People whom a document may appoint there, by id, with their names; and those whom its documents name. */
  people: v.record(v.string(), v.string()),
  devices: v.array(PostDeviceSchema),
});
export type PostPlan = v.InferOutput<typeof PostPlanSchema>;

/** `GET /api/watch`: the plans of the posts whose book this person may read. `waitingAlarmMs`: how long a handover may wait. */
export const WatchPlanResponseSchema = v.strictObject({
  posts: v.array(PostPlanSchema),
  waitingAlarmMs: v.number(),
});
export type WatchPlanResponse = v.InferOutput<typeof WatchPlanResponseSchema>;

/** `POST /api/watch/documents` (GL-20). Documents are only added; `exists`: this post has one of that number. */
export const AddDocumentSchema = v.pipe(
  v.strictObject({
    post: postId,
    number: words(64),
    signedOn: day,
    signatory: words(120),
    content: v.pipe(v.string(), v.trim(), v.maxLength(1_000), typedText),
    from: day,
    to: v.nullable(day),
    people: v.pipe(v.array(postId), v.minLength(1), v.maxLength(60)),
  }),
  v.check(({ from, to }) => to === null || from <= to, 'an end before its beginning'),
);
export type AddDocument = v.InferOutput<typeof AddDocumentSchema>;

/** `POST /api/watch/patterns`: in force from that day on. */
export const AddPatternSchema = v.strictObject({
  post: postId,
  from: day,
  starts: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/))),
    v.minLength(1),
    v.maxLength(12),
  ),
});
export type AddPattern = v.InferOutput<typeof AddPatternSchema>;

export const WatchChangeAnswerSchema = v.strictObject({ outcome: v.picklist(['saved', 'exists']) });
export type WatchChangeAnswer = v.InferOutput<typeof WatchChangeAnswerSchema>;

const span = { from: v.number(), to: v.number() };

export const CalendarShiftSchema = v.strictObject({
  id: v.string(),
  person: v.string(),
  state: v.picklist(shiftStates),
  from: v.number(),
  until: v.nullable(v.number()),
  planned: v.nullable(v.strictObject(span)),
  reservation: v.nullable(v.string()),
  /** When the outgoing person signed; null while he has not. */
  signedAt: v.nullable(v.number()),
  signOut: v.nullable(v.string()),
  acceptances: v.array(v.strictObject({ opId: v.string(), person: v.string(), at: v.number() })),
  exception: v.nullable(v.string()),
});
export type CalendarShift = v.InferOutput<typeof CalendarShiftSchema>;

export const CalendarGapSchema = v.strictObject({
  ...span,
  kind: v.picklist(['unmanned', 'unplanned', 'lost_connection']),
  knownAt: v.nullable(v.number()),
  isOpen: v.boolean(),
  /** An open gap of a post that nobody has heard of since before it began may be a lost connection. */
  mayBeLostConnection: v.boolean(),
  explanations: v.array(
    v.strictObject({
      person: v.string(),
      at: v.number(),
      reason: v.picklist(gapReasons),
      text: v.string(),
    }),
  ),
});
export type CalendarGap = v.InferOutput<typeof CalendarGapSchema>;

export const PostCalendarSchema = v.strictObject({
  post: v.string(),
  name: v.string(),
  facility: v.nullable(v.string()),
  scope: v.string(),
  accounts: v.boolean(),
  appoints: v.boolean(),
  /** GL-20: false shows red. */
  hasDocument: v.boolean(),
  holder: v.nullable(v.strictObject({ person: v.string(), since: v.number() })),
  waitingSince: v.nullable(v.number()),
  slots: v.array(v.strictObject(span)),
  shifts: v.array(CalendarShiftSchema),
  gaps: v.array(CalendarGapSchema),
  unmannedMinutes: v.number(),
  people: v.record(v.string(), v.string()),
});
export type PostCalendar = v.InferOutput<typeof PostCalendarSchema>;

/** `POST /api/watch/calendar`: seven days from `from` on; all posts whose book he may read, or one. */
export const AskCalendarSchema = v.strictObject({ from: day, post: v.nullable(postId) });
export const CalendarResponseSchema = v.strictObject({
  ...span,
  now: v.number(),
  posts: v.array(PostCalendarSchema),
});
export type CalendarResponse = v.InferOutput<typeof CalendarResponseSchema>;
