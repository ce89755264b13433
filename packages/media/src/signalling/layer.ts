import * as v from 'valibot';
import { ViewingIdSchema } from './ids.ts';

/** A camera's pictures: `sub` for tiles, which every viewing begins with, and `main` for a large tile, where the camera has it. */
export const LayerSchema = v.picklist(['sub', 'main']);
export type Layer = v.InferOutput<typeof LayerSchema>;

/**
 * Goes over from one of a camera's pictures to the other on the same tile. The viewer shows the one that it has until the
 * other's first frame is decoded: there is no moment without a picture.
 *
 * To `main`: `warm` (the tile may become large: the SFU begins to pull), `prepare` (answers with a paused Consumer, or with
 * none where the camera has no larger picture or too many are open), `begin` (the viewer holds its track), `shown` (the first
 * frame is there: the smaller picture stops). Back to `sub`: `begin`, then `shown`, which ends the larger one. A pause ends it
 * too. Both pictures bear timestamps of one timeline. `sub` knows neither `warm` nor `prepare`.
 */
export const LayerStepSchema = v.picklist(['warm', 'prepare', 'begin', 'shown']);
export type LayerStep = v.InferOutput<typeof LayerStepSchema>;

export const LayerRequestSchema = v.strictObject({
  viewing: ViewingIdSchema,
  layer: LayerSchema,
  step: LayerStepSchema,
});
