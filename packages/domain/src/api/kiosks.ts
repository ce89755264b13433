import * as v from 'valibot';
import { CameraSchema } from '../camera/camera.ts';
import { FacilitySchema, PostSchema } from '../facility/facility.ts';
import { WallStateSchema } from '../watch/wall-state.ts';
import { typedText } from './typed-text.ts';

/** Letters and digits that nobody mistakes for another when he reads them off a wall, and that make no word. */
export const pairingLetters = '23456789BCDFGHJKMNPQRTVWXZ';
export const pairingCodeLength = 8;
/** A code that nobody used in this time is worth nothing. */
export const pairingCodeMs = 10 * 60_000;

const words = (letters: number) =>
  v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(letters), typedText);
const Id = v.pipe(v.string(), v.uuid());
const CameraId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));

/** As it is typed: spaces, hyphens and small letters do not matter. */
export const PairingCodeSchema = v.pipe(
  v.string(),
  v.maxLength(32),
  v.transform((text) => text.toUpperCase().replace(/[\s-]/g, '')),
  v.regex(new RegExp(`^[${pairingLetters}]{${pairingCodeLength}}$`)),
);

/** `GET` and `POST /api/display/pairing`: what a screen that has no account yet shows; `paired`: it has one now. */
export const PairingSchema = v.variant('state', [
  v.strictObject({ state: v.literal('none') }),
  v.strictObject({ state: v.literal('waiting'), code: v.string(), expiresAt: v.number() }),
  v.strictObject({ state: v.literal('paired') }),
]);
export type Pairing = v.InferOutput<typeof PairingSchema>;

/** `POST /api/kiosks/asking`: which screen shows this code, so that whoever approves it can tell it from another's. */
export const AskingSchema = v.strictObject({ code: PairingCodeSchema });
export const AskingScreenSchema = v.strictObject({
  address: v.string(),
  browser: v.string(),
  askedAt: v.number(),
});
export type AskingScreen = v.InferOutput<typeof AskingScreenSchema>;

/** `POST /api/kiosks/pair`. The code is used up by it. `until` in ms since 1970. */
export const PairKioskSchema = v.strictObject({
  id: Id,
  code: PairingCodeSchema,
  name: words(60),
  place: words(120),
  post: v.nullable(v.pipe(v.string(), v.maxLength(64), typedText)),
  purpose: v.pipe(v.string(), v.maxLength(64), typedText),
  cameras: v.pipe(v.array(CameraId), v.minLength(1), v.maxLength(256)),
  until: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type PairKiosk = v.InferOutput<typeof PairKioskSchema>;

/** `POST /api/kiosks/rename` and `POST /api/kiosks/revoke`. */
export const RenameKioskSchema = v.strictObject({ id: Id, name: words(60), place: words(120) });
export type RenameKiosk = v.InferOutput<typeof RenameKioskSchema>;
export const RevokeKioskSchema = v.strictObject({ id: Id, reason: words(500) });
export type RevokeKiosk = v.InferOutput<typeof RevokeKioskSchema>;

/** A kiosk to whoever may take it off. `cameras`: how many it may show. Times in ms since 1970. */
export const KioskSummarySchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  place: v.string(),
  post: v.nullable(v.string()),
  purpose: v.string(),
  cameras: v.number(),
  owner: v.string(),
  pairedAt: v.number(),
  until: v.number(),
  state: v.picklist(['paired', 'ended', 'revoked']),
  revoked: v.nullable(v.strictObject({ by: v.string(), at: v.number(), reason: v.string() })),
  /** When it last said what it shows; null: not since the server began. */
  seenAt: v.nullable(v.number()),
});
export type KioskSummary = v.InferOutput<typeof KioskSummarySchema>;

/** `GET /api/kiosks`. `posts`: those for which this person may pair one; `ownPlace`: whether for none too. */
export const KiosksResponseSchema = v.strictObject({
  kiosks: v.array(KioskSummarySchema),
  posts: v.array(PostSchema),
  ownPlace: v.boolean(),
});
export type KiosksResponse = v.InferOutput<typeof KiosksResponseSchema>;

/** `done`; `changed`: it is over, and nothing was written; `code_unknown`: no screen shows this code now. */
export const KioskAnswerSchema = v.strictObject({
  outcome: v.picklist(['done', 'changed', 'code_unknown']),
  kiosk: v.nullable(KioskSummarySchema),
});
export type KioskAnswer = v.InferOutput<typeof KioskAnswerSchema>;

/** What a board needs of an alarm, and no word of an incident. */
export const BoardAlarmSchema = v.strictObject({
  key: v.string(),
  camera: v.string(),
  facility: v.string(),
  kind: v.picklist(['incident', 'fault']),
  severity: v.picklist(['urgent', 'high', 'attention', 'information']),
  at: v.number(),
});
export type BoardAlarm = v.InferOutput<typeof BoardAlarmSchema>;

/** What a wall shows and who drives it; `driver` null: nobody now. */
export const WallNowSchema = v.strictObject({
  version: v.number(),
  state: WallStateSchema,
  driver: v.nullable(v.strictObject({ name: v.string(), mine: v.boolean(), at: v.number() })),
});
export type WallNow = v.InferOutput<typeof WallNowSchema>;

/** `GET /api/display`, to the kiosk itself: all that it shows besides pictures. */
export const DisplayResponseSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  place: v.string(),
  /** The post or agency that it belongs to. */
  unit: v.string(),
  owner: v.string(),
  purpose: v.string(),
  until: v.number(),
  watermarked: v.boolean(),
  facilities: v.array(FacilitySchema),
  cameras: v.array(CameraSchema),
  wall: WallNowSchema,
  alarms: v.array(BoardAlarmSchema),
  /** The server's clock, ms. */
  now: v.number(),
});
export type DisplayResponse = v.InferOutput<typeof DisplayResponseSchema>;

/** `POST /api/display/grants`: the purpose is the pairing's. `display`: this page's, as in every grant. */
export const DisplayGrantRequestSchema = v.strictObject({
  cameras: v.pipe(v.array(CameraId), v.minLength(1), v.maxLength(64)),
  display: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/)),
  /** Names of SFU nodes that this display cannot reach. */
  avoid: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/))), v.maxLength(64)),
  ),
});
export type DisplayGrantRequest = v.InferOutput<typeof DisplayGrantRequestSchema>;

/** `POST /api/display/shown`: which version it follows, and of how many pictures it can prove that they are of now. */
export const DisplayShownSchema = v.strictObject({
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  tiles: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(64)),
  live: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(64)),
  page: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(256)),
});
export type DisplayShown = v.InferOutput<typeof DisplayShownSchema>;
