export const TIME_ZONE = 'Asia/Ho_Chi_Minh';

const formats = {
  seconds: new Intl.DateTimeFormat('en-GB', {
    timeZone: TIME_ZONE,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }),
  minutes: new Intl.DateTimeFormat('en-GB', {
    timeZone: TIME_ZONE,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  }),
};

/** Wall-clock time in Vietnam, 24 hours: "14:20:07", or "14:20" for minutes. `at` is milliseconds since 1970. */
export function clockText(at: number, precision: 'seconds' | 'minutes' = 'seconds'): string {
  return formats[precision].format(at);
}
