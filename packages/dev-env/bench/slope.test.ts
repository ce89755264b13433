import { describe, expect, it } from 'vitest';
import { slopeOf } from './slope.ts';

describe('slopeOf', () => {
  it('is that of a line that goes through all points, without an error', () => {
    const points = [0, 1, 2, 5].map((x) => ({ x: x + 1e12, y: 3 * x + 7 }));
    expect(slopeOf(points).slope).toBeCloseTo(3, 9);
    expect(slopeOf(points).error).toBeCloseTo(0, 9);
  });

  it('says how uncertain it is', () => {
    const points = [1, -1, 1, -1, 1, -1].map((y, x) => ({ x, y }));
    expect(slopeOf(points).error).toBeGreaterThan(Math.abs(slopeOf(points).slope));
  });

  it('is of no two points', () => {
    expect(() =>
      slopeOf([
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ]),
    ).toThrow('fewer than three');
  });
});
