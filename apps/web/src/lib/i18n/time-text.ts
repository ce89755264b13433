/** Times and numbers as people in Vietnam read them, whatever the device's own zone is. `at` is ms since 1970. */
const timeZone = 'Asia/Ho_Chi_Minh';

const dayKeyFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const clockFormats = {
  minutes: new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  }),
  seconds: new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }),
};

/** "2021-06-15": the day in Vietnam, to compare and group by. */
export function dayKey(at: number): string {
  return dayKeyFormat.format(at);
}

/** "14:20" on the day of `now`, else "14:20 15/06/2021". */
export function timeText(at: number, now: number): string {
  const time = clockFormats.minutes.format(at);
  return dayKey(at) === dayKey(now) ? time : `${time} ${dateText(at)}`;
}

/** "14:20". */
export function minuteText(at: number): string {
  return clockFormats.minutes.format(at);
}

/** "14:20:05". */
export function secondText(at: number): string {
  return clockFormats.seconds.format(at);
}

/** "15/06/2021" in both languages: the order of the day is never in doubt in one building. */
export function dateText(at: number): string {
  const [year, month, day] = dayKey(at).split('-');
  return `${day}/${month}/${year}`;
}

const weekdayFormats = new Map<string, Intl.DateTimeFormat>();

/** "Thứ Ba, 15/06/2021" or "Tuesday, 15/06/2021". */
export function dayText(at: number, tag: string): string {
  let format = weekdayFormats.get(tag);
  if (!format) {
    format = new Intl.DateTimeFormat(tag, { timeZone, weekday: 'long' });
    weekdayFormats.set(tag, format);
  }
  return `${format.format(at)}, ${dateText(at)}`;
}

const countFormats = new Map<string, Intl.NumberFormat>();

/** "4.211" in Vietnamese, "4,211" in English. */
export function countText(count: number, tag: string): string {
  let format = countFormats.get(tag);
  if (!format) {
    format = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
    countFormats.set(tag, format);
  }
  return format.format(count);
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
