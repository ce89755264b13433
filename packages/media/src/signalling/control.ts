import * as v from 'valibot';
import { CameraStateFactSchema } from './camera-state.ts';
import { ViewingEndCauseSchema } from './down.ts';
import { CameraIdSchema, DisplayIdSchema, GrantIdSchema, ViewingIdSchema } from './ids.ts';
import {
  PermissionPaperSchema,
  PlaybackPurposeSchema,
  RecordedRangeSchema,
  recordedRangeLimit,
} from './playback.ts';
import { ptzEndCauses } from './ptz.ts';
import { ViewingPurposeSchema } from './viewing-grant.ts';

/**
 * Server to SFU and back, over socket.io at the path `/control` (loopback or a closed network; never proxied), opened by the
 * server with the shared secret in `auth.secret`. Commands go down; facts come up. No questions upstream.
 */
export const controlVersion = 2;

/** Commands, each acknowledged with `{ closed }`: how many viewings it ended. Revoked grants stay refused until they expire. */
export const RevokeGrantsSchema = v.strictObject({
  grants: v.pipe(v.array(GrantIdSchema), v.minLength(1), v.maxLength(10_000)),
});
export const RevokePersonSchema = v.strictObject({ person: v.string(), camera: v.optional(CameraIdSchema) });
/** A person says that the camera's view is as it should be: what is known of it is learned anew. Acknowledged with `{ closed: 0 }`. */
export const ForgetViewSchema = v.strictObject({ camera: CameraIdSchema });
export const RevokedSchema = v.strictObject({ closed: v.number() });

/** Facts carry a dense number; the server acknowledges by number, and the SFU keeps what is not acknowledged. */
export const ViewingStartedSchema = v.strictObject({
  kind: v.literal('viewing_started'),
  viewing: ViewingIdSchema,
  grant: GrantIdSchema,
  person: v.string(),
  camera: CameraIdSchema,
  purpose: ViewingPurposeSchema,
  display: DisplayIdSchema,
  /** Of a sensitive camera: the request under which a second person authorised the look. */
  request: v.optional(v.pipe(v.string(), v.uuid())),
  /** Without the server: the edge lease by which the node at the facility let the person watch. */
  lease: v.optional(v.pipe(v.string(), v.uuid())),
  at: v.number(),
});
export const ViewingStoppedSchema = v.strictObject({
  kind: v.literal('viewing_stopped'),
  viewing: ViewingIdSchema,
  at: v.number(),
  cause: ViewingEndCauseSchema,
});
/** The tile was hidden: from here on no byte of this viewing flows until it is resumed. */
export const ViewingPausedSchema = v.strictObject({
  kind: v.literal('viewing_paused'),
  viewing: ViewingIdSchema,
  at: v.number(),
});
/** Bytes flow again. A viewing that was never paused runs from its start. */
export const ViewingResumedSchema = v.strictObject({
  kind: v.literal('viewing_resumed'),
  viewing: ViewingIdSchema,
  at: v.number(),
});
/** Every use of a camera's movement: from the key down to its end. `preset`: where it was sent, with `go_to_preset`. */
export const PtzStartedSchema = v.strictObject({
  kind: v.literal('ptz_started'),
  viewing: ViewingIdSchema,
  act: v.picklist(['move', 'go_to_preset']),
  preset: v.optional(v.string()),
  at: v.number(),
});
export const PtzStoppedSchema = v.strictObject({
  kind: v.literal('ptz_stopped'),
  viewing: ViewingIdSchema,
  at: v.number(),
  cause: v.picklist(ptzEndCauses),
});
/** A stretch of recordings was opened: `from`, `until` as granted, `reason` and `paper` in the person's own words. */
export const PlaybackStartedSchema = v.strictObject({
  kind: v.literal('playback_started'),
  viewing: ViewingIdSchema,
  grant: GrantIdSchema,
  person: v.string(),
  camera: CameraIdSchema,
  purpose: PlaybackPurposeSchema,
  reason: v.string(),
  paper: v.optional(PermissionPaperSchema),
  /** Of a sensitive camera: the request under which a second person authorised it. */
  request: v.optional(v.pipe(v.string(), v.uuid())),
  display: DisplayIdSchema,
  from: v.number(),
  until: v.number(),
  at: v.number(),
});
export const PlaybackSoughtSchema = v.strictObject({
  kind: v.literal('playback_sought'),
  viewing: ViewingIdSchema,
  to: v.number(),
  at: v.number(),
});
/** `shown`: what of the recordings was really sent, in order of time; null: the SFU was killed before it could say; what it was killed with
 * is told up to two seconds before. */
export const PlaybackEndedSchema = v.strictObject({
  kind: v.literal('playback_ended'),
  viewing: ViewingIdSchema,
  cause: ViewingEndCauseSchema,
  shown: v.nullable(v.pipe(v.array(RecordedRangeSchema), v.maxLength(recordedRangeLimit))),
  at: v.number(),
});
export const CameraStateChangedSchema = v.strictObject({
  kind: v.literal('camera_state'),
  fact: CameraStateFactSchema,
});
export const ControlFactSchema = v.variant('kind', [
  ViewingStartedSchema,
  ViewingStoppedSchema,
  ViewingPausedSchema,
  ViewingResumedSchema,
  PtzStartedSchema,
  PtzStoppedSchema,
  PlaybackStartedSchema,
  PlaybackSoughtSchema,
  PlaybackEndedSchema,
  CameraStateChangedSchema,
]);
export type ControlFact = v.InferOutput<typeof ControlFactSchema>;
/** A fact about who watched what: these are kept for good, and chained. */
export type ViewingFact = Exclude<ControlFact, { readonly kind: 'camera_state' }>;

/**
 * The place of a viewing fact in the SFU's chain, which goes on through all of its runs: numbered from 1 without a gap, and
 * hashed together with the link before it (`fact-chain.ts`). Facts about cameras stand in no chain.
 */
export const FactLinkSchema = v.strictObject({
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
export type FactLink = v.InferOutput<typeof FactLinkSchema>;

/**
 * Event `facts`: at most 500, in order; acknowledged with the last number that the server has stored. `boot` names the run of
 * the SFU; `sfu` the SFU itself, for as long as it has its fact file.
 */
export const ControlFactsSchema = v.strictObject({
  v: v.literal(controlVersion),
  sfu: v.string(),
  boot: v.string(),
  facts: v.array(
    v.strictObject({ number: v.number(), fact: ControlFactSchema, link: v.optional(FactLinkSchema) }),
  ),
});
export type ControlFacts = v.InferOutput<typeof ControlFactsSchema>;
export const FactsStoredSchema = v.strictObject({ upTo: v.number() });
