/** Times and numbers as people in Vietnam read them, whatever the device's own zone is. `at` is ms since 1970. */
/**
 * Vietnam has one zone and, since 1975, no summer time. Reckoned here: the first format of a browser's own costs a tablet some
 * 25 ms, and a page would wait for several before it paints anything.
 */
const vietnamMs = 7 * 3_600_000;

/** "2021-06-15": the day in Vietnam, to compare and group by. */
export function dayKey(at: number): string {
  const local = new Date(at + vietnamMs);
  return [
    String(local.getUTCFullYear()).padStart(4, '0'),
    twoDigits(local.getUTCMonth() + 1),
    twoDigits(local.getUTCDate()),
  ].join('-');
}

/** "14:20" on the day of `now`, else "14:20 15/06/2021". */
export function timeText(at: number, now: number): string {
  const time = minuteText(at);
  return dayKey(at) === dayKey(now) ? time : `${time} ${dateText(at)}`;
}

/** "14:20". */
export function minuteText(at: number): string {
  const local = new Date(at + vietnamMs);
  return `${twoDigits(local.getUTCHours())}:${twoDigits(local.getUTCMinutes())}`;
}

/** "14:20:05". */
export function secondText(at: number): string {
  return `${minuteText(at)}:${twoDigits(new Date(at).getUTCSeconds())}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}

/** "15/06/2021" in both languages: the order of the day is never in doubt in one building. */
export function dateText(at: number): string {
  const [year, month, day] = dayKey(at).split('-');
  return `${day}/${month}/${year}`;
}

const weekdays = {
  vi: ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const;

/** "Thứ Ba, 15/06/2021" or "Tuesday, 15/06/2021". */
export function dayText(at: number, tag: string): string {
  const names = isVietnamese(tag) ? weekdays.vi : weekdays.en;
  return `${names[new Date(at + vietnamMs).getUTCDay()] ?? ''}, ${dateText(at)}`;
}

/** "4.211" in Vietnamese, "4,211" in English. */
export function countText(count: number, tag: string): string {
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, isVietnamese(tag) ? '.' : ',');
}

function isVietnamese(tag: string): boolean {
  return tag.startsWith('vi');
}

/** "4:05" of what is left, rounded up so that it never says 0 while one must still wait. */
export function countdownText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** "2021-06-15T07:20:00.000Z" for `<time datetime>`. */
export function machineTime(at: number): string {
  return new Date(at).toISOString();
}

/** Octets as a person reads them: "3,2 MB". */
export function sizeText(octets: number, tag: string): string {
  const [unit, size] =
    octets >= 1e9 ? (['gigabyte', octets / 1e9] as const) : (['megabyte', octets / 1e6] as const);
  return new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits: 1 }).format(size);
}
