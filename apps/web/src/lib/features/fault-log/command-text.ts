import { isFaultCommand, type TechnicalCommand } from '@truc/domain/fault-log';
import { m } from '#messages';
import { minuteText, timeText } from '#lib/i18n/time-text.ts';
import { measureText } from '#lib/i18n/measure-text.ts';
import { assetText, causeText, faultSymptomText, paceText, acceptanceText } from './fault-words.ts';
import { workCommandText } from './work-words.ts';

/** A command in the words of its author. `at`: when it was written, for what it says of other moments. */
export function faultCommandText(command: TechnicalCommand | null, at: number): string {
  if (command === null) return m.flt_unread();
  if (!isFaultCommand(command)) return workCommandText(command, at);
  switch (command.type) {
    case 'report': {
      const { asset, symptom, detail } = command.body;
      const said = m.flt_said_report({ asset: assetText(asset), symptom: faultSymptomText[symptom]() });
      return withWords(said, detail);
    }
    case 'substitute': {
      const { measure, person, everyMs } = command.body;
      return m.flt_said_substitute({ measure: measureText[measure](), person, pace: paceText(everyMs) });
    }
    case 'check': {
      const { isNormal, note } = command.body;
      return withWords(isNormal ? m.flt_said_check() : m.flt_said_check_not(), note);
    }
    case 'join':
      return m.flt_said_join();
    case 'assign': {
      const { person, target } = command.body;
      return m.flt_said_assign({ person, time: timeText(target, at) });
    }
    case 'start': {
      const { isOnSite, visitors } = command.body;
      return isOnSite ? m.flt_said_start_site({ names: visitors.join(', ') }) : m.flt_said_start_remote();
    }
    case 'park':
      return m.flt_said_park({ reason: command.body.reason });
    case 'accept':
      return acceptanceText[command.body.what]();
    case 'recover':
      return m.flt_said_recover({ time: minuteText(command.body.at) });
    case 'close': {
      const { cause, note } = command.body;
      return withWords(m.flt_said_close({ cause: causeText[cause]() }), note);
    }
    case 'judge': {
      const { verdict, note } = command.body;
      return withWords(verdict === 'none' ? m.flt_said_judge_none() : m.flt_said_judge_suspected(), note);
    }
    case 'closeWithParent':
      return m.flt_said_close_parent();
    case 'note':
      return command.body.text;
  }
}

function withWords(said: string, words: string): string {
  return words === '' ? said : `${said}\n${words}`;
}
