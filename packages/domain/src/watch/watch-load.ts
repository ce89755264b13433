/**
 * How many pictures one person can watch. Of simple events, watchers found 85 % on one monitor, 74 % on four, 58 % on six and
 * 53 % on nine (figures of the UK's PSDB, as quoted by securitysa.com): beyond four the wall is for finding, not for watching.
 * Both figures are our proposal.
 */
export const tilesPerPersonUsual = 4;
export const tilesPerPersonLimit = 6;

export type WatchLoad = 'fits' | 'above_usual' | 'above_limit';

/** A warning in words, never a prohibition. */
export function watchLoad(tiles: number, people = 1): WatchLoad {
  const each = tiles / Math.max(1, people);
  if (each > tilesPerPersonLimit) return 'above_limit';
  return each > tilesPerPersonUsual ? 'above_usual' : 'fits';
}
