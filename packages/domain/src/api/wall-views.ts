import * as v from 'valibot';
import { typedText } from './typed-text.ts';

/** Numbers of tiles that a wall may have. */
export const wallTileCounts = [1, 4, 6, 8, 9, 12, 16, 25, 36, 49, 64] as const;
export type WallTileCount = (typeof wallTileCounts)[number];
/** `even`: all alike; `focus`: the first is large, the others stand round it (6 or 8 tiles). */
export const wallShapes = ['even', 'focus'] as const;

const CameraId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));

const fields = {
  id: v.pipe(v.string(), v.uuid()),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60), typedText),
  /** The post that shares it; null: the owner's alone. */
  post: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  /** Null: no layout but a group, whose cameras are shown on a wall of any size. */
  layout: v.nullable(v.strictObject({ tiles: v.picklist(wallTileCounts), shape: v.picklist(wallShapes) })),
  /** One for each tile; null leaves it empty, as does a camera that whoever reads it may not watch. */
  cameras: v.pipe(v.array(v.nullable(CameraId)), v.minLength(1), v.maxLength(64)),
};

export const WallViewSchema = v.strictObject({
  ...fields,
  version: v.number(),
  changedBy: v.string(),
  changedAt: v.number(),
});
export type WallView = v.InferOutput<typeof WallViewSchema>;

/** `GET /api/wall-views`: one's own, and those of the posts that one keeps watch at. */
export const WallViewsResponseSchema = v.strictObject({ views: v.array(WallViewSchema) });
export type WallViewsResponse = v.InferOutput<typeof WallViewsResponseSchema>;

/** `POST /api/wall-views`. `base`: the version that was changed; 0 for a new one. */
export const SaveWallViewSchema = v.strictObject({
  ...fields,
  base: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type SaveWallView = v.InferOutput<typeof SaveWallViewSchema>;

/** `POST /api/wall-views/remove`. */
export const RemoveWallViewSchema = v.strictObject({ id: fields.id, base: SaveWallViewSchema.entries.base });
export type RemoveWallView = v.InferOutput<typeof RemoveWallViewSchema>;

/** `changed`: somebody was quicker; `view` is what stands there now, null when it was removed. Nothing was written then. */
export const WallViewAnswerSchema = v.strictObject({
  outcome: v.picklist(['saved', 'removed', 'changed']),
  view: v.nullable(WallViewSchema),
});
export type WallViewAnswer = v.InferOutput<typeof WallViewAnswerSchema>;
