import { OutcomeCodeSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { m } from '#messages';
import { outcomeText } from '#lib/i18n/code-text.ts';
import { minuteText, secondText, timeText } from '#lib/i18n/time-text.ts';
import type { Managed, RowLine } from './command-rows.ts';

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

/** What a manager made of a line that had waited in quarantine. */
export function managedText({ word, by, code, reason }: Managed, nameOf: (person: string) => string): string {
  const name = nameOf(by);
  if (word === 'refused') return m.line_refused({ name, reason: reason ?? '' });
  const why = v.safeParse(OutcomeCodeSchema, code);
  return m.line_adopted({ name, reason: why.success ? outcomeText[why.output]() : m.outcome_unsaid() });
}
