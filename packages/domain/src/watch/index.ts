export { tilesPerPersonLimit, tilesPerPersonUsual, watchLoad } from './watch-load.ts';
export type { WatchLoad } from './watch-load.ts';
