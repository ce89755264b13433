/** Unit words come from the application's language: ui has none of its own. */
export type AgeUnits = { second: string; minute: string; hour: string; day: string };

export type AgeOptions = { units: AgeUnits; locale: string };

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Age in at most two units, cut and never rounded up, so that a picture is not called older than it is:
 * 430 → "0,4 s", 12 900 → "12 s", 200 000 → "3 ph 20 s". A negative age (clock stepped back) counts as 0.
 */
export function formatAge(ageMs: number, { units, locale }: AgeOptions): string {
  const age = Math.max(0, ageMs);
  if (age < 10 * SECOND_MS) return `${tenths(age, locale)} ${units.second}`;
  if (age < MINUTE_MS) return `${whole(age / SECOND_MS, locale)} ${units.second}`;
  if (age < HOUR_MS)
    return pair([age / MINUTE_MS, units.minute], [(age % MINUTE_MS) / SECOND_MS, units.second]);
  if (age < DAY_MS) return pair([age / HOUR_MS, units.hour], [(age % HOUR_MS) / MINUTE_MS, units.minute]);
  return pair([age / DAY_MS, units.day], [(age % DAY_MS) / HOUR_MS, units.hour]);

  function pair(large: [number, string], small: [number, string]): string {
    const text = `${whole(large[0], locale)} ${large[1]}`;
    return Math.floor(small[0]) === 0 ? text : `${text} ${whole(small[0], locale)} ${small[1]}`;
  }
}

/** Reckoned here: the first format of a browser's own costs a tablet some 25 ms. */
function tenths(ageMs: number, locale: string): string {
  const cut = Math.floor(ageMs / 100);
  return `${Math.floor(cut / 10)}${isVietnamese(locale) ? ',' : '.'}${cut % 10}`;
}

function whole(value: number, locale: string): string {
  return String(Math.floor(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, isVietnamese(locale) ? '.' : ',');
}

function isVietnamese(locale: string): boolean {
  return locale.startsWith('vi');
}
