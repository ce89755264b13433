import * as v from 'valibot';
import { wallShapes, wallTileCounts } from '../api/wall-views.ts';

/** So many cameras a wall goes round at most. */
export const wallCameraLimit = 256;
/** Seconds that each page of a round stands. */
export const roundPaces = [10, 20, 30, 60] as const;

const CameraId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/**
 * All that a wall which is driven shows, as it is to be: never a difference, so that whoever missed one catches up with the next.
 * `cameras`: in their order, tile by tile and page by page; null leaves a tile empty. `enlarged`: the place on its page that fills
 * the wall. `rounds`: turns its pages by itself. `spot`: shows the alarm that comes first and nothing else.
 */
export const WallStateSchema = v.strictObject({
  mode: v.picklist(['wall', 'spot']),
  tiles: v.picklist(wallTileCounts),
  shape: v.picklist(wallShapes),
  cameras: v.pipe(v.array(v.nullable(CameraId)), v.maxLength(wallCameraLimit)),
  page: v.pipe(Count, v.maxValue(wallCameraLimit)),
  enlarged: v.nullable(v.pipe(Count, v.maxValue(63))),
  rounds: v.nullable(v.picklist(roundPaces)),
});
export type WallState = v.InferOutput<typeof WallStateSchema>;

/** What a wall shows before anybody has driven it. */
export function firstWallState(cameras: readonly string[]): WallState {
  const tiles = wallTileCounts.find((count) => count !== 8 && count >= Math.min(cameras.length, 9)) ?? 9;
  return {
    mode: 'wall',
    tiles,
    shape: 'even',
    cameras: cameras.slice(0, wallCameraLimit),
    page: 0,
    enlarged: null,
    rounds: cameras.length > tiles ? 20 : null,
  };
}

type Paged = { readonly cameras: readonly (string | null)[]; readonly tiles: number };

export function wallPages({ cameras, tiles }: Paged): number {
  return Math.max(1, Math.ceil(cameras.length / tiles));
}

/** The cameras of one page, one for each tile; pages come round again. */
export function wallCells({ cameras, tiles }: Paged, page: number): readonly (string | null)[] {
  const at = page % wallPages({ cameras, tiles });
  return Array.from({ length: tiles }, (_, tile) => cameras[at * tiles + tile] ?? null);
}
