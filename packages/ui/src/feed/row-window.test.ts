import { describe, expect, it } from 'vitest';
import { createHeights, placesToDraw, rowAt, rowsBetween, rowTops } from './row-window.ts';

const keys = ['a', 'b', 'c', 'd'];
const heights: Readonly<Record<string, number>> = { b: 30 };
const tops = rowTops(keys, (key) => heights[key] ?? 10);

describe('rowTops', () => {
  it('adds up what was measured and what is guessed', () => {
    expect([...tops]).toEqual([0, 10, 40, 50, 60]);
  });
});

describe('createHeights', () => {
  it('guesses what was never drawn, and says when something is other than it was', () => {
    const { of, measure } = createHeights(10);
    expect(of('a')).toBe(10);
    expect(measure(new Map([['a', 24]]))).toBe(true);
    expect(
      measure(
        new Map([
          ['a', 24],
          ['b', 0],
        ]),
      ),
    ).toBe(false);
    expect([of('a'), of('b')]).toEqual([24, 10]);
  });
});

describe('rowAt', () => {
  it.each([
    [-5, 0],
    [0, 0],
    [9, 0],
    [10, 1],
    [39, 1],
    [55, 3],
    [900, 3],
  ])('finds at %i px the row %i', (y, row) => {
    expect(rowAt(tops, y)).toBe(row);
  });
});

describe('rowsBetween', () => {
  it('gives the rows that are seen, and those just beyond', () => {
    expect(rowsBetween(tops, { top: 12, bottom: 20, spare: 0 })).toEqual({ from: 1, to: 2 });
    expect(rowsBetween(tops, { top: 12, bottom: 20, spare: 25 })).toEqual({ from: 0, to: 3 });
  });

  it('gives nothing of an empty list', () => {
    expect(
      rowsBetween(
        rowTops([], () => 10),
        { top: 0, bottom: 99, spare: 9 },
      ),
    ).toEqual({ from: 0, to: 0 });
  });
});

describe('placesToDraw', () => {
  it('keeps the row with the focus, in its order', () => {
    const range = { from: 3, to: 5 };
    expect(placesToDraw(range, null)).toEqual([3, 4]);
    expect(placesToDraw(range, 4)).toEqual([3, 4]);
    expect(placesToDraw(range, 0)).toEqual([0, 3, 4]);
    expect(placesToDraw(range, 9)).toEqual([3, 4, 9]);
  });
});
