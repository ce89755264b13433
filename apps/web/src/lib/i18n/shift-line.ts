import type { ShiftFactBody } from '@truc/domain/shift';
import { m } from '#messages';
import { timeText } from '#lib/i18n/time-text.ts';

/** A fact of the watch as one line of the book. */
export function shiftLine(fact: ShiftFactBody): string {
  switch (fact.type) {
    case 'start':
      return m.shift_line_start();
    case 'prepare': {
      const { cameras, carried } = fact.body.snapshot;
      const { up, down, unknown } = cameras;
      return m.shift_line_prepare({ up, down, unknown, count: carried.length });
    }
    case 'signOut': {
      const remarks = Object.values(fact.body.answers).filter(({ state }) => state === 'remark');
      return m.shift_line_sign_out({ count: remarks.length });
    }
    case 'accept': {
      const { reservation } = fact.body;
      return reservation === null
        ? m.shift_line_accept()
        : m.shift_line_accept_reservation({ text: reservation });
    }
    case 'relief':
      return m.shift_line_relief({ text: fact.body.text });
    case 'explainGap': {
      const { from, to, text } = fact.body;
      return m.shift_line_explain_gap({ from: timeText(from, to), to: timeText(to, to), text });
    }
    case 'chooseAcceptance':
      return m.shift_line_choose({ text: fact.body.reason });
    case 'endByException':
      return m.shift_line_exception({ text: fact.body.reason });
  }
}
