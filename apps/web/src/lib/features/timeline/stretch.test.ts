import { describe, expect, it } from 'vitest';
import { leastEnd, steppedEnd, stretchOf } from './stretch.ts';

const hour = 3_600_000;
const to = 1_623_740_400_000;
const period = { from: to - 744 * hour, to };

describe('the stretch that is looked at', () => {
  it('ends with the period until somebody moves it', () => {
    expect(stretchOf(period, { end: null, span: 24 })).toEqual({ from: to - 24 * hour, to });
    const moved = stretchOf(period, { end: to - 48 * hour, span: 6 });
    expect(moved).toEqual({ from: to - 54 * hour, to: to - 48 * hour });
  });

  it('is all of the period when it is as long', () => {
    expect(stretchOf(period, { end: to - hour, span: 744 })).toEqual(period);
    expect(leastEnd(period, 744)).toBe(to);
  });

  it('goes back and forth by its own length without any dragging, and not beyond the period', () => {
    expect(steppedEnd(period, { to, span: 24 }, -1)).toBe(to - 24 * hour);
    expect(steppedEnd(period, { to, span: 24 }, 1)).toBe(to);
    expect(steppedEnd(period, { to: period.from + 30 * hour, span: 24 }, -1)).toBe(period.from + 24 * hour);
  });
});
