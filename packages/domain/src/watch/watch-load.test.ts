import { describe, expect, it } from 'vitest';
import { watchLoad } from './watch-load.ts';

describe('watchLoad', () => {
  it('fits up to four pictures for each person, and warns above six', () => {
    expect([1, 4, 5, 6, 7, 64].map((tiles) => watchLoad(tiles))).toEqual([
      'fits',
      'fits',
      'above_usual',
      'above_usual',
      'above_limit',
      'above_limit',
    ]);
    expect(watchLoad(12, 3)).toBe('fits');
  });
});
