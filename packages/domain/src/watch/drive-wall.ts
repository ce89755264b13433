import { failure, ok, type Failure, type Result } from '@truc/base';
import type { WallState } from './wall-state.ts';

/** So long after his last command nobody of the same rank takes a wall from whoever drives it. */
export const wallHeldMs = 60_000;

/** 2: who answers for the wall; 1: everybody else who may drive it. */
export type DriveRank = 1 | 2;
export type WallDriver = { readonly person: string; readonly rank: DriveRank; readonly at: number };

/** `version` counts the commands that a wall has followed; `driver`: who gave the last one and has not let go. */
export type DrivenWall = {
  readonly version: number;
  readonly state: WallState;
  readonly driver: WallDriver | null;
};

export type DriveCommand = {
  /** The version that whoever drives saw. */
  readonly base: number;
  /** Null: lets go, and the wall keeps what it shows. */
  readonly state: WallState | null;
  readonly by: string;
  readonly rank: DriveRank;
  readonly at: number;
};
export type DriveRefusal = 'held' | 'changed' | 'not_driving';

/** Who has the wall now: whoever drove it last, until a minute after that. */
export function holderOf({ driver }: Pick<DrivenWall, 'driver'>, now: number): WallDriver | null {
  return driver !== null && now - driver.at < wallHeldMs ? driver : null;
}

/**
 * Turn taking: who drives a wall keeps it until a minute after his last command or until he lets go; who answers for it takes it
 * at once. Of two who command the same version the second is told what the first made of it.
 */
export function decideDrive(
  wall: DrivenWall,
  command: DriveCommand,
): Result<DrivenWall, Failure<DriveRefusal>> {
  const { base, state, by, rank, at } = command;
  const holder = holderOf(wall, at);
  if (state === null && wall.driver?.person !== by) return failure('not_driving');
  if (holder !== null && holder.person !== by && holder.rank >= rank) return failure('held');
  if (base !== wall.version) return failure('changed');
  return ok({
    version: wall.version + 1,
    state: state ?? wall.state,
    driver: state === null ? null : { person: by, rank, at },
  });
}
