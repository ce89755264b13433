import * as v from 'valibot';
import { WallStateSchema } from '../watch/wall-state.ts';
import { DisplayShownSchema, WallNowSchema } from './kiosks.ts';
import { typedText } from './typed-text.ts';

const Id = v.pipe(v.string(), v.uuid());

/** A wall that this person may drive from his desk: a kiosk, or a wall that he has opened himself elsewhere. Times in ms. */
export const DrivableWallSchema = v.strictObject({
  id: v.string(),
  kind: v.picklist(['kiosk', 'own']),
  name: v.string(),
  place: v.string(),
  post: v.nullable(v.string()),
  /** What this person may put on it. */
  cameras: v.array(v.string()),
  wall: WallNowSchema,
  /** What it said last of what it shows; null: nothing since the server began. */
  shown: v.nullable(v.strictObject({ ...DisplayShownSchema.entries, at: v.number() })),
});
export type DrivableWall = v.InferOutput<typeof DrivableWallSchema>;

/** `GET /api/walls`. */
export const WallsResponseSchema = v.strictObject({ walls: v.array(DrivableWallSchema) });
export type WallsResponse = v.InferOutput<typeof WallsResponseSchema>;

/**
 * `POST /api/walls/drive`: all that the wall is to show. `id`: of the command, so that the same sent again changes nothing; `base`:
 * the version that was seen. `state` null lets go.
 */
export const DriveWallSchema = v.strictObject({
  id: Id,
  wall: Id,
  base: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  state: v.nullable(WallStateSchema),
});
export type DriveWall = v.InferOutput<typeof DriveWallSchema>;

/** `held`: another drives it; `changed`: he was quicker. `wall` is what it shows now; nothing was written but with `done`. */
export const DriveAnswerSchema = v.strictObject({
  outcome: v.picklist(['done', 'held', 'changed', 'not_driving']),
  wall: DrivableWallSchema,
});
export type DriveAnswer = v.InferOutput<typeof DriveAnswerSchema>;

/** `POST /api/walls/open`: a wall of one's own says that it is there, what it shows, and asks what it is to show. */
export const OpenOwnWallSchema = v.strictObject({
  wall: Id,
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60), typedText),
  /** For whom it is watched, and for what: its pictures count in their watch plan. */
  post: v.nullable(v.pipe(v.string(), v.maxLength(64), typedText)),
  purpose: v.pipe(v.string(), v.maxLength(64), typedText),
  /** As it stands now: what it goes on from when it is driven. */
  state: WallStateSchema,
  shown: DisplayShownSchema,
});
export type OpenOwnWall = v.InferOutput<typeof OpenOwnWallSchema>;

/**
 * Who watches for a post and a purpose, and how much: `tiles` over all walls that are open for them. `mine`: the reader himself.
 * `spellMinutes`: after so long somebody else should take over.
 */
export const WallWatchSchema = v.strictObject({
  people: v.array(v.strictObject({ name: v.string(), mine: v.boolean(), since: v.number() })),
  walls: v.number(),
  tiles: v.number(),
  spellMinutes: v.number(),
});
export type WallWatch = v.InferOutput<typeof WallWatchSchema>;

/** Answer of `POST /api/walls/open`. */
export const OwnWallSchema = v.strictObject({ wall: DrivableWallSchema, watch: WallWatchSchema });
export type OwnWallAnswer = v.InferOutput<typeof OwnWallSchema>;

/** `POST /api/watch`: he begins to watch, or a new spell of it; or he stops. Answers the plan. */
export const SayWatchSchema = v.strictObject({
  kind: v.picklist(['began', 'ended']),
  post: v.nullable(v.pipe(v.string(), v.maxLength(64), typedText)),
  purpose: v.pipe(v.string(), v.maxLength(64), typedText),
});
export type SayWatch = v.InferOutput<typeof SayWatchSchema>;

/** `POST /api/camera-alarms/acknowledge`: he knows of these alarms, and so does his post. */
export const AcknowledgeAlarmsSchema = v.strictObject({
  alarms: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^(fault|incident):[0-9a-f-]{36}(:[a-z0-9-]{1,64})?$/))),
    v.minLength(1),
    v.maxLength(64),
  ),
  post: v.nullable(v.pipe(v.string(), v.maxLength(64), typedText)),
});
export type AcknowledgeAlarms = v.InferOutput<typeof AcknowledgeAlarmsSchema>;

/** `GET /api/camera-alarms/acknowledged`: by oneself and by those who keep watch at one's posts, of the last days. */
export const AcknowledgedAlarmsSchema = v.strictObject({
  acknowledged: v.array(
    v.strictObject({ alarm: v.string(), name: v.string(), mine: v.boolean(), at: v.number() }),
  ),
});
export type AcknowledgedAlarms = v.InferOutput<typeof AcknowledgedAlarmsSchema>;
