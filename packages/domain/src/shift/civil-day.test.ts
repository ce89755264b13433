import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, provinceOffsetMs, startOfDay } from './civil-day.ts';

describe('the province’s day', () => {
  it('begins seven hours before that of UTC, and names the same days as every calendar', () => {
    expect(dayOf(Date.UTC(2021, 5, 14, 17))).toBe('2021-06-15');
    expect(dayOf(Date.UTC(2021, 5, 14, 17) - 1)).toBe('2021-06-14');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9_999, 0) }), (at) => {
        const name = new Date(at + provinceOffsetMs).toISOString().slice(0, 10);
        expect(dayOf(at)).toBe(name);
        expect(startOfDay(name)).toBe(Date.parse(`${name}T00:00:00Z`) - provinceOffsetMs);
      }),
    );
  });
});
