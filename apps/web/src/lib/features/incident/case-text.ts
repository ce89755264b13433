import type { CaseCommand } from '@truc/domain/incident';
import { m } from '#messages';
import { timeText } from '#lib/i18n/time-text.ts';
import {
  channelText,
  kindText,
  measureText,
  outcomeCodeText,
  subjectText,
  targetText,
} from './case-words.ts';

/** A step of a violation in words, for the timeline. */
export function caseText({ type, body }: CaseCommand): string {
  switch (type) {
    case 'report':
      return lines(
        m.violation_said_report({ kind: kindText(body.kind), subject: subjectText[body.subject]() }),
        m.violation_range_text({
          from: timeText(body.from, body.until),
          until: timeText(body.until, body.until),
        }),
        body.fields.description,
      );
    case 'notify': {
      const { name, position, at } = body;
      const channel = channelText[body.channel]();
      return m.violation_said_notify({ name, position, channel, time: timeText(at, at) });
    }
    case 'acknowledge':
      return m.violation_said_acknowledge();
    case 'measure':
      return lines(m.violation_said_measure({ measure: measureText[body.kind]() }), body.text);
    case 'check':
      return lines(body.remedied ? m.violation_said_remedied() : m.violation_said_not_remedied(), body.text);
    case 'proposeDismissal':
      return lines(m.violation_said_propose(), body.reason);
    case 'answerDismissal':
      return lines(body.agrees ? m.violation_said_agree() : m.violation_said_disagree(), body.reason);
    case 'escalate': {
      const target = targetText[body.target]();
      return body.automatic
        ? m.violation_said_escalate_system({ target })
        : lines(m.violation_said_escalate({ target }), body.reason);
    }
    case 'takeUp':
      return lines(m.violation_said_take_up(), body.reason);
    case 'reopen':
      return lines(m.violation_said_reopen(), body.reason);
    case 'outcome':
      return m.violation_said_outcome({
        outcome: outcomeCodeText[body.code](),
        document: body.document,
      });
    case 'recording':
      return body.locked ? m.violation_recording_lock() : m.violation_recording_unlock();
  }
}

function lines(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
