import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];
type Rgb = readonly [number, number, number];

const severities = ['urgent', 'high', 'attention', 'information'];
const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover'];

/** WCAG 1.4.3: text. */
const textPairs = [
  ...grounds.flatMap((ground) => ['ink', 'ink-2', 'ink-3', 'accent'].map((ink) => [ink, ground])),
  ['ink-inverse', 'ink'],
  ['ink-inverse', 'ink-2'],
  ['accent', 'accent-wash'],
  ...severities.flatMap((name) => [
    ...['canvas', 'surface', 'raised', 'sunken', `${name}-wash`].map((ground) => [name, ground]),
    [`${name}-on`, `${name}-fill`],
    ['ink', `${name}-wash`],
    ['ink-2', `${name}-wash`],
    ['ink-3', `${name}-wash`],
  ]),
];

/** WCAG 1.4.11: what a control or a sign is known by. */
const signPairs = [
  ...grounds.flatMap((ground) => [
    ['edge', ground],
    ['accent', ground],
  ]),
  ...severities.flatMap((name) =>
    ['canvas', 'surface', 'raised', 'sunken', `${name}-wash`].map((ground) => [name, ground]),
  ),
];

describe.each(themes)('the %s theme', (theme) => {
  it.each(textPairs)('writes %s on %s at 4.5:1 or more', (ink, ground) => {
    expect(ratio(colour(ink, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(signPairs)('draws %s on %s at 3:1 or more', (sign, ground) => {
    expect(ratio(colour(sign, theme), colour(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});

describe('the dark theme on a wall', () => {
  it.each([...severities, 'ink', 'ink-2', 'ink-3', 'accent'])(
    'shows %s on the bed behind the tiles',
    (name) => {
      expect(ratio(colour(name, 'dark'), colour('bed', 'dark'))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('keeps words on a plate readable over a white picture', () => {
    const [red, green, blue, alpha] = plate();
    const cover = (part: number) => part * alpha + 255 * (1 - alpha);
    const over: Rgb = [cover(red), cover(green), cover(blue)];
    expect(ratio(colour('plate-ink', 'dark'), over)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(colour('plate-ink-2', 'dark'), over)).toBeGreaterThanOrEqual(4.5);
  });
});

function declared(name: string): string {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1];
  if (value === undefined) throw new Error(`tokens.css does not set --${name}`);
  return value;
}

function colour(name: string | undefined, theme: Theme): Rgb {
  const hexes = declared(name ?? '').match(/#[0-9a-f]{6}/g) ?? [];
  const hex = theme === 'dark' ? hexes.at(-1) : hexes[0];
  if (!hex) throw new Error(`--${name} is not a colour`);
  const part = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16);
  return [part(1), part(3), part(5)];
}

function plate(): readonly [number, number, number, number] {
  const [red = 0, green = 0, blue = 0, alpha = 0] = (declared('plate').match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha];
}

/** Contrast of WCAG 2: (lighter + 0.05) / (darker + 0.05). */
function ratio(a: Rgb, b: Rgb): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(part: number): number {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
