export { decodeKeyframes } from './decode-keyframes.ts';
export { PictureWatch } from './picture-watch.ts';
export type { PictureWatchOptions, WatchedRoom } from './picture-watch.ts';
export { PictureMemory } from './picture-memory.ts';
