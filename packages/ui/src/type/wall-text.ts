/** Share of the em that a capital letter of Be Vietnam Pro takes. */
export const CAP_RATIO = 0.74;

export type WallTextOptions = {
  /** Distance of the farthest viewer, metres. */
  distanceM: number;
  /** Distance between pixel centres, millimetres: a 55-inch 1080p display has 0.634. */
  pixelPitchMm: number;
  /** Visual angle of a capital letter: 16 at least, 20 to 22 for comfort. */
  arcMinutes: number;
};

/**
 * Font size in CSS pixels that gives capitals the asked visual angle (NUREG-0700: height of a capital =
 * 6.283 · distance · arcminutes / 21600). Throws on a value that is not a positive number.
 */
export function wallTextPx(options: WallTextOptions): number {
  return wallCapitalPx(options) / CAP_RATIO;
}

/** Height of a capital letter in CSS pixels, same sum before the font comes in. */
export function wallCapitalPx({ distanceM, pixelPitchMm, arcMinutes }: WallTextOptions): number {
  for (const [name, value] of Object.entries({ distanceM, pixelPitchMm, arcMinutes })) {
    if (!Number.isFinite(value) || value <= 0) throw new RangeError(`${name} must be a positive number`);
  }
  return (6.283 * distanceM * 1000 * arcMinutes) / 21600 / pixelPitchMm;
}
