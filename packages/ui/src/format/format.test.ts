import { describe, expect, it } from 'vitest';
import { formatAge } from './age.ts';
import { clockText } from './clock-text.ts';

const vietnamese = { units: { second: 's', minute: 'ph', hour: 'giờ', day: 'ngày' }, locale: 'vi-VN' };

describe('formatAge', () => {
  it.each([
    [0, '0,0 s'],
    [430, '0,4 s'],
    [9_999, '9,9 s'],
    [12_900, '12 s'],
    [59_999, '59 s'],
    [60_000, '1 ph'],
    [200_000, '3 ph 20 s'],
    [8_040_000, '2 giờ 14 ph'],
    [180_000_000, '2 ngày 2 giờ'],
  ])('says %i ms as %s', (ageMs, text) => {
    expect(formatAge(ageMs, vietnamese)).toBe(text);
  });

  it('counts an age before zero as zero', () => {
    expect(formatAge(-5_000, vietnamese)).toBe('0,0 s');
  });

  it('takes the words and the decimal sign from the language', () => {
    const units = { second: 's', minute: 'min', hour: 'h', day: 'd' };
    expect(formatAge(430, { units, locale: 'en' })).toBe('0.4 s');
    expect(formatAge(200_000, { units, locale: 'en' })).toBe('3 min 20 s');
  });
});

describe('clockText', () => {
  it('gives the time in Vietnam in 24 hours, wherever the machine stands', () => {
    expect(clockText(Date.UTC(2021, 5, 15, 7, 20, 7))).toBe('14:20:07');
    expect(clockText(Date.UTC(2021, 5, 15, 17, 0, 0))).toBe('00:00:00');
    expect(clockText(Date.UTC(2021, 5, 15, 7, 20, 7), 'minutes')).toBe('14:20');
  });
});
