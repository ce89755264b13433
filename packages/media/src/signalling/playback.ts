import * as v from 'valibot';
import { CameraIdSchema, DisplayIdSchema, GrantIdSchema, ViewingIdSchema } from './ids.ts';
import { grantIssuer, viewingPurposes } from './viewing-grant.ts';

/** A live grant opens no recording, and a playback grant no live picture: each has an audience of its own. */
export const playbackAudience = 'truc-sfu-playback';

/** GL-07: the four permitted purposes, and GL-08: any other, which needs the written permission beside it. */
export const playbackPurposes = [...viewingPurposes, 'other_by_paper'] as const;
export const PlaybackPurposeSchema = v.picklist(playbackPurposes);
export type PlaybackPurpose = v.InferOutput<typeof PlaybackPurposeSchema>;

/** The longest stretch of one grant. Whoever needs more says so again. */
export const playbackRangeLimitMs = 24 * 60 * 60 * 1_000;
export const playbackReasonLength = { least: 10, most: 200 } as const;

/** Ms since 1970 at which something was recorded, by the recorder's clock. */
const RecordedTime = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Reason = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(playbackReasonLength.least),
  v.maxLength(playbackReasonLength.most),
);

/** GL-08: number, date (`2021-06-15`) and signatory of the steering committee's written permission. */
export const PermissionPaperSchema = v.tuple([
  v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64)),
  v.pipe(v.string(), v.isoDate()),
  v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
]);
export type PermissionPaper = v.InferOutput<typeof PermissionPaperSchema>;

/**
 * `POST /api/playback-grants`, signed in: one camera, one stretch of its recordings, one purpose and the reason in words. Times
 * in ms since 1970.
 */
export const PlaybackGrantRequestSchema = v.pipe(
  v.strictObject({
    camera: CameraIdSchema,
    from: RecordedTime,
    until: RecordedTime,
    purpose: PlaybackPurposeSchema,
    reason: Reason,
    paper: v.optional(PermissionPaperSchema),
    display: DisplayIdSchema,
  }),
  v.check(({ from, until }) => until - from >= 1_000 && until - from <= playbackRangeLimitMs, 'range'),
  v.check(({ purpose, paper }) => (purpose === 'other_by_paper') === (paper !== undefined), 'paper'),
);
export type PlaybackGrantRequest = v.InferOutput<typeof PlaybackGrantRequestSchema>;

/**
 * `not_yet`: the stretch reaches into the future; `second_person_needed`: of a sensitive camera, and nobody authorises this
 * stretch for him now (KH-32). A camera outside the person's rights answers `not_found`.
 */
export const playbackGrantRefusals = ['not_found', 'not_yet', 'second_person_needed'] as const;
export type PlaybackGrantRefusal = (typeof playbackGrantRefusals)[number];
export const PlaybackGrantResponseSchema = v.variant('ok', [
  v.strictObject({
    ok: v.literal(true),
    token: v.string(),
    expiresAt: v.number(),
    /** How long the camera's recorder keeps what it records, where that is known (KH-18). */
    retentionHours: v.nullable(v.number()),
  }),
  v.strictObject({ ok: v.literal(false), code: v.picklist(playbackGrantRefusals) }),
]);
export type PlaybackGrantResponse = v.InferOutput<typeof PlaybackGrantResponseSchema>;

/** Claims of a playback grant, signed as viewing grants are. `fro`, `unt` in ms; `kep`: hours that the recorder keeps. */
export const PlaybackGrantClaimsSchema = v.object({
  iss: v.literal(grantIssuer),
  aud: v.literal(playbackAudience),
  jti: GrantIdSchema,
  sub: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  cam: CameraIdSchema,
  pur: PlaybackPurposeSchema,
  rsn: Reason,
  ppr: v.optional(PermissionPaperSchema),
  dsp: DisplayIdSchema,
  fro: RecordedTime,
  unt: RecordedTime,
  kep: v.optional(v.number()),
  /** The request under which a second person authorised this stretch of a sensitive camera's recordings (KH-32). */
  req: v.optional(v.pipe(v.string(), v.uuid())),
  iat: v.number(),
  nbf: v.number(),
  exp: v.number(),
});
export type PlaybackGrantClaims = v.InferOutput<typeof PlaybackGrantClaimsSchema>;

/**
 * Why no recording is shown. `no_recorder`: the register names none for the camera; `not_recorded`: it has nothing of then;
 * `retention_over`: nor can it, for it keeps less long; `recorder_refuses`: our account; `recorder_busy`: all of its sessions
 * are taken, by others or by us; `too_many_playbacks`: of all recorders together; `outside_grant`: a moment that was not
 * granted; `recorder_fault`: it answered what nobody understands.
 */
export const playbackFailures = [
  'no_recorder',
  'not_recorded',
  'retention_over',
  'recorder_refuses',
  'recorder_busy',
  'too_many_playbacks',
  'outside_grant',
  'recorder_unreachable',
  'recorder_silent',
  'recorder_fault',
  'unsupported_codec',
] as const;
export const PlaybackFailureSchema = v.picklist(playbackFailures);
export type PlaybackFailure = v.InferOutput<typeof PlaybackFailureSchema>;

export const playbackSpeeds = [1, 2, 4] as const;
export const PlaybackSpeedSchema = v.picklist(playbackSpeeds);
export type PlaybackSpeed = v.InferOutput<typeof PlaybackSpeedSchema>;

const token = v.pipe(v.string(), v.maxLength(4_096));
const opaque = v.looseObject({});

/** A playback starts paused: nothing is asked of the recorder before the first `play`, when the browser holds the track. */
export const OpenPlaybackSchema = v.strictObject({ grant: token, rtpCapabilities: opaque });
export const PlaybackOpenedSchema = v.strictObject({
  viewing: ViewingIdSchema,
  camera: CameraIdSchema,
  consumer: v.strictObject({
    id: v.string(),
    producerId: v.string(),
    kind: v.literal('video'),
    rtpParameters: opaque,
  }),
  expiresAt: v.number(),
});

/** `play` goes on from where it stands, `seek` from `at`; `renew`: a fresh grant for the same person, camera and stretch. */
export const PlaybackSchema = v.strictObject({
  viewing: ViewingIdSchema,
  command: v.variant('do', [
    v.strictObject({ do: v.literal('play') }),
    v.strictObject({ do: v.literal('pause') }),
    v.strictObject({ do: v.literal('seek'), at: RecordedTime }),
    v.strictObject({ do: v.literal('speed'), speed: PlaybackSpeedSchema }),
    v.strictObject({ do: v.literal('renew'), grant: token }),
    v.strictObject({ do: v.literal('end') }),
  ]),
});
export type PlaybackCommand = v.InferOutput<typeof PlaybackSchema>['command'];
export const PlaybackAnswerSchema = v.strictObject({ expiresAt: v.number() });

/** `opening`: the recorder was asked and no picture is there yet. `ended`: the stretch, or what is recorded of it, is over. */
export const playbackStates = ['opening', 'playing', 'paused', 'ended', 'failed'] as const;
/** SFU to viewer. `failure` with `failed`: the playback stays open, and may be played or sought again. */
export const DownPlaybackStateSchema = v.strictObject({
  viewing: ViewingIdSchema,
  state: v.picklist(playbackStates),
  speed: PlaybackSpeedSchema,
  failure: v.optional(PlaybackFailureSchema),
});
export type PlaybackState = v.InferOutput<typeof DownPlaybackStateSchema>;

/**
 * SFU to viewer, once a second and before each jump: the frame with this RTP timestamp was recorded at `recordedMs`, and those
 * after it run on by `speed`. `isExact`: the recorder stamped the frame itself; else it is reckoned from where playing began.
 */
export const DownPlaybackClockSchema = v.strictObject({
  viewing: ViewingIdSchema,
  rtpTimestamp: v.number(),
  recordedMs: v.number(),
  speed: PlaybackSpeedSchema,
  isExact: v.boolean(),
});
export type PlaybackClock = v.InferOutput<typeof DownPlaybackClockSchema>;

/** From and until, in ms. */
export const RecordedRangeSchema = v.tuple([RecordedTime, RecordedTime]);
export type RecordedRange = v.InferOutput<typeof RecordedRangeSchema>;
export const recordedRangeLimit = 500;

/** SFU to viewer: what the recorder says that it holds of the granted stretch; null: it does not say. */
export const DownPlaybackCoverageSchema = v.strictObject({
  viewing: ViewingIdSchema,
  recorded: v.nullable(v.pipe(v.array(RecordedRangeSchema), v.maxLength(recordedRangeLimit))),
});
export type PlaybackCoverage = v.InferOutput<typeof DownPlaybackCoverageSchema>;
