import type { WallPage, WallShape } from './wall-plan.ts';

/** What stands on a wall, whoever decides about it: the person before it, or a desk elsewhere. */
export interface ShownWall {
  readonly page: WallPage;
  /** Tiles that are on the screen. */
  readonly drawn: number;
  readonly shape: WallShape;
  /** The one tile that fills the wall, by its place. */
  readonly enlarged: number | null;
  /** The place of the camera that an alarm has brought. */
  readonly spotAt: number | null;
  /** Cameras to fetch now. */
  readonly wanted: readonly string[];
}
