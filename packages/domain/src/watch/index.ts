export { callsForEyes, floodCount, floodWithinMs, spotOf } from './camera-alarms.ts';
export type { CameraAlarm, Spot } from './camera-alarms.ts';
export { decideDrive, holderOf, wallHeldMs } from './drive-wall.ts';
export type { DriveCommand, DrivenWall, DriveRank, DriveRefusal, WallDriver } from './drive-wall.ts';
export { tilesPerPersonLimit, tilesPerPersonUsual, watchLoad } from './watch-load.ts';
export type { WatchLoad } from './watch-load.ts';
export {
  firstWallState,
  roundPaces,
  wallCameraLimit,
  wallCells,
  wallPages,
  WallStateSchema,
} from './wall-state.ts';
export type { WallState } from './wall-state.ts';
export { isSpellOver, usualSpellMinutes, watchersOf, watchForgottenMs } from './wall-watch.ts';
export type { Watcher, WatchEvent } from './wall-watch.ts';
export { alarmLoad, floodGroups, inOrder, usualAlarmLimits } from './alarm-load.ts';
export type { ActionAlarm, AlarmGroup, AlarmLimits, AlarmLoad } from './alarm-load.ts';
