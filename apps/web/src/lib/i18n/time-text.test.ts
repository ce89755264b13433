import { describe, expect, it } from 'vitest';
import {
  countdownText,
  countText,
  dateText,
  dayKey,
  dayText,
  minuteText,
  secondText,
  timeText,
} from './time-text.ts';

// 15/06/2021 14:20:30 in Vietnam.
const afternoon = Date.UTC(2021, 5, 15, 7, 20, 30);
// 16/06/2021 00:05 in Vietnam, still the 15th in UTC.
const pastMidnight = Date.UTC(2021, 5, 15, 17, 5);

describe('times', () => {
  it('are those of Vietnam, whatever the zone of the device', () => {
    expect(minuteText(afternoon)).toBe('14:20');
    expect(dateText(pastMidnight)).toBe('16/06/2021');
    expect(dayKey(pastMidnight)).toBe('2021-06-16');
  });

  it('say midnight as 00, not 24', () => {
    expect(minuteText(Date.UTC(2021, 5, 15, 17, 0))).toBe('00:00');
  });

  it('carry the date when the day is another one', () => {
    expect(timeText(afternoon, afternoon + 60_000)).toBe('14:20');
    expect(timeText(afternoon, pastMidnight)).toBe('14:20 15/06/2021');
  });

  it('name the day of the week in the language', () => {
    expect(dayText(afternoon, 'vi-VN')).toBe('Thứ Ba, 15/06/2021');
    expect(dayText(afternoon, 'en-GB')).toBe('Tuesday, 15/06/2021');
  });
});

describe('what is reckoned here', () => {
  const timeZone = 'Asia/Ho_Chi_Minh';
  const intl = (options: Intl.DateTimeFormatOptions, tag = 'en-GB') =>
    new Intl.DateTimeFormat(tag, { timeZone, ...options });
  const clock = intl({ hourCycle: 'h23', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = intl({ year: 'numeric', month: '2-digit', day: '2-digit' });
  const moments = Array.from(
    { length: 500 },
    (_, at) => Date.UTC(1999, 11, 31, 16, 59, 58) + at * 4_567_891_234,
  );

  it('says what the browser says, for a thousand years', () => {
    for (const at of moments) {
      expect(secondText(at)).toBe(clock.format(at));
      expect(dateText(at)).toBe(day.format(at));
    }
  });

  it('names the days as the browser does', () => {
    for (const tag of ['vi-VN', 'en-GB']) {
      const weekday = intl({ weekday: 'long' }, tag);
      for (const at of moments.slice(0, 30)) expect(dayText(at, tag)).toContain(`${weekday.format(at)}, `);
    }
  });

  it('groups numbers as the browser does', () => {
    for (const tag of ['vi-VN', 'en-GB']) {
      const format = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
      for (const count of [0, 7, 999, 1_000, 12_345, 999_999.4, 1_234_567, -1_234])
        expect(countText(count, tag)).toBe(format.format(count));
    }
  });
});

describe('numbers', () => {
  it('are grouped as the language groups them', () => {
    expect(countText(4211, 'vi-VN')).toBe('4.211');
    expect(countText(4211, 'en-GB')).toBe('4,211');
  });

  it('[N-08] count a lockout down to the last second', () => {
    expect(countdownText(300_000)).toBe('5:00');
    expect(countdownText(61_001)).toBe('1:02');
    expect(countdownText(1)).toBe('0:01');
    expect(countdownText(-5)).toBe('0:00');
  });
});
