import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAP_RATIO, wallCapitalPx, wallTextPx } from './wall-text.ts';

const pitch55Mm = 0.634;

describe('wallTextPx', () => {
  it.each([
    { distanceM: 3, arcMinutes: 16, capitalMm: 14.0 },
    { distanceM: 3, arcMinutes: 20, capitalMm: 17.5 },
    { distanceM: 5, arcMinutes: 16, capitalMm: 23.3 },
    { distanceM: 5, arcMinutes: 20, capitalMm: 29.1 },
    { distanceM: 8, arcMinutes: 16, capitalMm: 37.2 },
    { distanceM: 8, arcMinutes: 20, capitalMm: 46.5 },
  ])('gives capitals of $capitalMm mm for $arcMinutes arcminutes at $distanceM m', (row) => {
    const capitalPx = wallCapitalPx({ ...row, pixelPitchMm: pitch55Mm });
    expect(capitalPx * pitch55Mm).toBeCloseTo(row.capitalMm, 1);
  });

  it('asks for a capital of 37 px at 5 m on a 55-inch 1080p display', () => {
    expect(wallCapitalPx({ distanceM: 5, arcMinutes: 16, pixelPitchMm: pitch55Mm })).toBeCloseTo(36.7, 1);
    expect(wallTextPx({ distanceM: 5, arcMinutes: 16, pixelPitchMm: pitch55Mm })).toBeCloseTo(49.6, 1);
  });

  it('refuses a distance, pitch or angle that is not a positive number', () => {
    const good = { distanceM: 5, arcMinutes: 16, pixelPitchMm: pitch55Mm };
    for (const name of ['distanceM', 'arcMinutes', 'pixelPitchMm'] as const) {
      for (const value of [0, -1, Number.NaN, Infinity]) {
        expect(() => wallTextPx({ ...good, [name]: value })).toThrow(name);
      }
    }
  });
});

describe('the type style sheet', () => {
  const css = readFileSync(new URL('../styles/type.css', import.meta.url), 'utf8');

  it('counts with the same share of the em as the function', () => {
    expect(Number(/--cap-ratio: ([\d.]+)/.exec(css)?.[1])).toBe(CAP_RATIO);
  });

  it('sets no wall text under 16 arcminutes', () => {
    const steps = [...css.matchAll(/calc\((\d+) \* var\(--px-per-arcminute\)\)/g)].map((match) =>
      Number(match[1]),
    );
    expect(steps).toHaveLength(7);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(16);
  });
});
