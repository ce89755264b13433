import * as v from 'valibot';
import { CameraIdSchema, DisplayIdSchema, ViewingIdSchema } from './ids.ts';
import { LeaseGrantsSchema } from './edge-lease.ts';
import { LayerRequestSchema } from './layer.ts';
import { NodeNameSchema } from './nodes.ts';
import { PtzAnswerSchema, ptzErrors, PtzSchema } from './ptz.ts';
import { CameraStateSchema } from './camera-state.ts';
import { ViewingGrantResponseSchema } from './viewing-grant.ts';
import {
  OpenPlaybackSchema,
  PlaybackAnswerSchema,
  playbackFailures,
  PlaybackOpenedSchema,
  PlaybackSchema,
} from './playback.ts';

/**
 * Viewer to SFU, over socket.io at the path `/sfu`, each with an acknowledgement that carries a Reply.
 * `join` first, and again to begin anew (the socket's earlier session ends); then `connectTransport` (`connect` is socket.io's
 * own word), `watch`, `resume`, `pause`, `layer`, `renew`, `leaseGrants`, `unwatch`, `restartIce`, `turn`, `ping`.
 * What mediasoup defines (capabilities, parameters) is checked for its outer shape here and by mediasoup itself inside.
 */
export const signallingVersion = 3;
export const watchLimit = 64;

const opaque = v.looseObject({});
/** Of mediasoup; the fragment names the set. */
const iceParameters = v.looseObject({ usernameFragment: v.pipe(v.string(), v.maxLength(256)) });

const ConsumerSchema = v.strictObject({
  id: v.string(),
  producerId: v.string(),
  kind: v.literal('video'),
  rtpParameters: opaque,
});

/**
 * `resume`: the `session` of an earlier answer, to carry on with its transport and viewings over a new socket. When the SFU
 * no longer holds it, the answer is a new session: `resumed` is false and the cameras are watched anew.
 */
export const JoinSchema = v.strictObject({
  v: v.literal(signallingVersion),
  display: DisplayIdSchema,
  resume: v.optional(v.pipe(v.string(), v.maxLength(64))),
});
/** TURN servers for this session, with a name and a password that end at `expiresAt` (ms of the SFU's clock); none where no relay stands. */
export const TurnServersSchema = v.strictObject({
  servers: v.array(
    v.strictObject({ urls: v.array(v.string()), username: v.string(), credential: v.string() }),
  ),
  expiresAt: v.number(),
});
/** `session` is a secret of the page that joined. `viewings`: those that run on, when it was resumed. */
export const JoinedSchema = v.strictObject({
  session: v.string(),
  resumed: v.boolean(),
  viewings: v.array(ViewingIdSchema),
  worker: v.number(),
  /** Absent where the province has one SFU. */
  node: v.optional(NodeNameSchema),
  routerRtpCapabilities: opaque,
  transport: v.strictObject({
    id: v.string(),
    iceParameters,
    iceCandidates: v.array(opaque),
    dtlsParameters: opaque,
  }),
  turn: v.optional(TurnServersSchema),
  now: v.number(),
});

export const ConnectTransportSchema = v.strictObject({ dtlsParameters: opaque });

/** Grants for up to a whole wall. Every consumer starts paused; `resume` follows when the browser holds the track. */
export const WatchSchema = v.strictObject({
  grants: v.pipe(v.array(v.pipe(v.string(), v.maxLength(2_048))), v.minLength(1), v.maxLength(watchLimit)),
  rtpCapabilities: opaque,
});
export const grantRefusals = [
  'grant_invalid',
  'grant_expired',
  'grant_revoked',
  'grant_for_other_display',
  'grant_for_other_node',
  'camera_elsewhere',
  'camera_unknown',
  'cannot_consume',
  'too_many_viewings',
] as const;
export const GrantRefusalSchema = v.picklist(grantRefusals);
export type GrantRefusal = v.InferOutput<typeof GrantRefusalSchema>;
export const WatchAnswerSchema = v.variant('ok', [
  v.strictObject({
    ok: v.literal(true),
    camera: CameraIdSchema,
    viewing: ViewingIdSchema,
    consumer: ConsumerSchema,
    /** A second Consumer, in a replay lane: the viewer takes both tracks and shows this one until the other brings a frame. */
    replay: v.optional(ConsumerSchema),
    state: CameraStateSchema,
    expiresAt: v.number(),
    /** The person may turn the camera, and it can be turned. */
    movable: v.optional(v.literal(true)),
  }),
  v.strictObject({ ok: v.literal(false), code: GrantRefusalSchema }),
]);
export type WatchAnswer = v.InferOutput<typeof WatchAnswerSchema>;
/** In the order of the grants. */
export const WatchedSchema = v.strictObject({ watches: v.array(WatchAnswerSchema) });

const viewings = v.strictObject({
  viewings: v.pipe(v.array(ViewingIdSchema), v.minLength(1), v.maxLength(watchLimit)),
});
export const ResumeSchema = viewings;
/**
 * `replays`: viewings that did not begin yet, since a replay of the current group of pictures was prepared for them. The
 * viewer takes these tracks and resumes them once more.
 */
export const ResumedSchema = v.strictObject({
  replays: v.array(v.strictObject({ viewing: ViewingIdSchema, consumer: ConsumerSchema })),
});
export const PauseSchema = viewings;
export const UnwatchSchema = viewings;

/**
 * `consumer` answers `prepare`. `replay` answers `begin`: what comes first is of the past, as `viewingRuns` has it, and is not
 * to be shown before a frame of `liveFrom`.
 */
export const LayerAnswerSchema = v.strictObject({
  consumer: v.optional(ConsumerSchema),
  replay: v.optional(v.strictObject({ liveFrom: v.number() })),
});

/** A fresh grant for a running viewing, before the old one ends: same person, camera and display. */
export const RenewSchema = v.strictObject({
  viewing: ViewingIdSchema,
  grant: v.pipe(v.string(), v.maxLength(2_048)),
});
export const RenewedSchema = v.strictObject({ expiresAt: v.number() });

/**
 * Asks for ICE parameters to restart with, now or later. `inUse`: the user name fragment of the set that the viewer is on. The
 * SFU takes the set in use and the one that it answers until it has heard the latter; it answers the same one until that is in use.
 */
export const RestartIceSchema = v.strictObject({ inUse: v.pipe(v.string(), v.maxLength(256)) });
export const IceRestartedSchema = v.strictObject({ iceParameters });

/** Asks for TURN servers anew, before their passwords end. */
export const TurnSchema = v.strictObject({});

/** Clock exchange: `now` is the SFU's clock in ms, so that a tile can tell its picture's age. */
export const PingSchema = v.strictObject({});
export const PongSchema = v.strictObject({ now: v.number() });

export const EmptySchema = v.strictObject({});

/** Stable codes of a refused message. */
export const signallingErrors = [
  'unparseable',
  'unsupported_version',
  'not_joined',
  'already_joined',
  'viewing_unknown',
  'transport_failed',
  'too_many_requests',
  'internal',
  ...ptzErrors,
  ...playbackFailures,
  ...grantRefusals,
] as const;
export const SignallingErrorSchema = v.picklist(signallingErrors);
export type SignallingError = v.InferOutput<typeof SignallingErrorSchema>;

/** What the acknowledgement of each message carries: the answer, or a code. */
export function replySchema<Schema extends v.GenericSchema>(value: Schema) {
  return v.variant('ok', [
    v.strictObject({ ok: v.literal(true), value }),
    v.strictObject({ ok: v.literal(false), code: SignallingErrorSchema }),
  ]);
}

/** Every message with its request and answer: both sides parse by this table. */
export const upMessages = {
  join: { request: JoinSchema, answer: JoinedSchema },
  connectTransport: { request: ConnectTransportSchema, answer: EmptySchema },
  watch: { request: WatchSchema, answer: WatchedSchema },
  resume: { request: ResumeSchema, answer: ResumedSchema },
  pause: { request: PauseSchema, answer: EmptySchema },
  layer: { request: LayerRequestSchema, answer: LayerAnswerSchema },
  unwatch: { request: UnwatchSchema, answer: EmptySchema },
  renew: { request: RenewSchema, answer: RenewedSchema },
  leaseGrants: { request: LeaseGrantsSchema, answer: ViewingGrantResponseSchema },
  restartIce: { request: RestartIceSchema, answer: IceRestartedSchema },
  ptz: { request: PtzSchema, answer: PtzAnswerSchema },
  openPlayback: { request: OpenPlaybackSchema, answer: PlaybackOpenedSchema },
  playback: { request: PlaybackSchema, answer: PlaybackAnswerSchema },
  turn: { request: TurnSchema, answer: TurnServersSchema },
  ping: { request: PingSchema, answer: PongSchema },
} as const;
export type UpMessage = keyof typeof upMessages;
export type UpRequest<M extends UpMessage> = v.InferOutput<(typeof upMessages)[M]['request']>;
export type UpAnswer<M extends UpMessage> = v.InferOutput<(typeof upMessages)[M]['answer']>;
export type Reply<M extends UpMessage> =
  { readonly ok: true; readonly value: UpAnswer<M> } | { readonly ok: false; readonly code: SignallingError };
