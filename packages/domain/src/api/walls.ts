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
  /** As it stands now: what it goes on from when it is driven. */
  state: WallStateSchema,
  shown: DisplayShownSchema,
});
export type OpenOwnWall = v.InferOutput<typeof OpenOwnWallSchema>;
