import { describe, expect, it } from 'vitest';
import { putCamera, resizeTiles, swapTiles } from './arrangement.ts';

describe('arranging a wall', () => {
  it('lets two tiles change places, empty ones too', () => {
    expect(swapTiles(['a', 'b', null], 0, 2)).toEqual([null, 'b', 'a']);
  });

  it('never shows one camera twice', () => {
    expect(putCamera(['a', 'b', null], 1, 'a')).toEqual(['b', 'a', null]);
    expect(putCamera(['a', 'b', null], 2, 'c')).toEqual(['a', 'b', 'c']);
    expect(putCamera(['a', 'b', null], 0, null)).toEqual([null, 'b', null]);
  });

  it('keeps cameras when there are fewer tiles, as long as one is free', () => {
    expect(resizeTiles(['a', null, 'b', 'c'], 2)).toEqual(['a', 'b']);
    expect(resizeTiles(['a'], 4)).toEqual(['a', null, null, null]);
  });
});
