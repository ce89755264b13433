/** Vietnam has one zone and, since 1975, no summer time: a browser's own formats cost a tablet 100 ms before it paints anything. */
const vietnamMs = 7 * 3_600_000;

/** Wall-clock time in Vietnam, 24 hours: "14:20:07", or "14:20" for minutes. `at` is milliseconds since 1970. */
export function clockText(at: number, precision: 'seconds' | 'minutes' = 'seconds'): string {
  const local = new Date(at + vietnamMs);
  const parts = [local.getUTCHours(), local.getUTCMinutes()];
  if (precision === 'seconds') parts.push(local.getUTCSeconds());
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
