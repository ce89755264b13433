import { m } from '#messages';
import { minuteText, secondText, timeText } from '#lib/i18n/time-text.ts';
import type { RowLine } from './command-rows.ts';

/** Both times of a line, and what is to be said of them: when it was written and received, whose clock was off, what cannot be told. */
export function lineNotes({ times, receivedAt, isUncertain }: RowLine): string {
  const { writtenAt, deviceClockAt, lateAt } = times;
  return [
    m.room_written({ time: secondText(writtenAt) }),
    lateAt !== null
      ? m.room_received({ time: timeText(lateAt, writtenAt) })
      : receivedAt === null
        ? m.room_not_received()
        : m.room_received({ time: secondText(receivedAt) }),
    deviceClockAt === null ? '' : m.entry_device_clock({ time: minuteText(deviceClockAt) }),
    isUncertain ? m.entry_order_uncertain() : '',
  ]
    .filter((note) => note !== '')
    .join(' · ');
}
