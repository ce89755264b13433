import * as v from 'valibot';
import { viewingMinutes, viewingRequestStates } from '../viewing-request/viewing-request.ts';
import { typedText } from './typed-text.ts';

const CameraId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
const RequestId = v.pipe(v.string(), v.uuid());
export const viewingReasonLetters = 10;

/** From and until when something was recorded, in ms: at most a day. */
const Stretch = v.pipe(
  v.strictTuple([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.pipe(v.number(), v.safeInteger())]),
  v.check(([from, until]) => until > from && until - from <= 24 * 60 * 60_000, 'a stretch of at most a day'),
);

/** A request as one of the two persons sees it. Times in ms since 1970. */
export const ViewingRequestSchema = v.strictObject({
  id: v.string(),
  state: v.picklist(viewingRequestStates),
  person: v.string(),
  name: v.string(),
  agency: v.string(),
  camera: v.string(),
  cameraName: v.string(),
  facility: v.string(),
  purpose: v.string(),
  /** What of its recordings is asked for; null: a live look. */
  stretch: v.nullable(v.tuple([v.number(), v.number()])),
  reason: v.string(),
  minutes: v.number(),
  askedAt: v.number(),
  /** Who decided, when and why; null before. */
  decided: v.nullable(v.strictObject({ by: v.string(), at: v.number(), reason: v.string() })),
  until: v.nullable(v.number()),
  /** Whether the reader asked, may decide it, may end it. */
  isMine: v.boolean(),
  mayDecide: v.boolean(),
  mayEnd: v.boolean(),
});
export type ViewingRequest = v.InferOutput<typeof ViewingRequestSchema>;

/** `GET /api/viewing-requests`: one's own of the last hours, and those that one may decide or has decided. Newest first. */
export const ViewingRequestsResponseSchema = v.strictObject({ requests: v.array(ViewingRequestSchema) });
export type ViewingRequestsResponse = v.InferOutput<typeof ViewingRequestsResponseSchema>;

/** `POST /api/viewing-requests`. The id is the browser's, so that a resend asks once. */
export const AskViewingSchema = v.strictObject({
  id: RequestId,
  camera: CameraId,
  purpose: v.pipe(v.string(), v.maxLength(64), typedText),
  reason: v.pipe(v.string(), v.trim(), v.minLength(viewingReasonLetters), v.maxLength(500), typedText),
  minutes: v.picklist(viewingMinutes),
  /** Missing: a live look. */
  stretch: v.optional(Stretch),
});
export type AskViewing = v.InferOutput<typeof AskViewingSchema>;

/** `POST /api/viewing-requests/decide`, by the second person on a screen of his own. */
export const DecideViewingSchema = v.strictObject({
  id: RequestId,
  verdict: v.picklist(['authorised', 'refused']),
  reason: v.pipe(v.string(), v.trim(), v.maxLength(500), typedText),
});
export type DecideViewing = v.InferOutput<typeof DecideViewingSchema>;

/** `POST /api/viewing-requests/decide-here`: the second person signs in for this one decision, on the screen of whoever asks. */
export const DecideViewingHereSchema = v.strictObject({
  id: RequestId,
  username: v.pipe(v.string(), v.minLength(1), v.maxLength(64), typedText),
  password: v.pipe(v.string(), v.minLength(1), v.maxLength(256), typedText),
});
export type DecideViewingHere = v.InferOutput<typeof DecideViewingHereSchema>;

/** `POST /api/viewing-requests/end`: by whoever asked, or by whoever may decide. */
export const EndViewingSchema = v.strictObject({ id: RequestId });

/** `changed`: it was decided or had lapsed before, and nothing was written; `request` says what stands now. */
export const ViewingRequestAnswerSchema = v.strictObject({
  outcome: v.picklist(['done', 'changed']),
  request: ViewingRequestSchema,
});
export type ViewingRequestAnswer = v.InferOutput<typeof ViewingRequestAnswerSchema>;
