export { floodCount, floodWithinMs, spotOf } from './camera-alarms.ts';
export type { CameraAlarm, Spot } from './camera-alarms.ts';
export { tilesPerPersonLimit, tilesPerPersonUsual, watchLoad } from './watch-load.ts';
export type { WatchLoad } from './watch-load.ts';
