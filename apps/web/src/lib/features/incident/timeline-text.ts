import { fieldNames, type IncidentCommand } from '@truc/domain/incident';
import { m } from '#messages';
import { playbackPurposeText } from '#lib/i18n/code-text.ts';
import { caseText } from './case-text.ts';
import { fieldText, statusText, valueText } from './incident-words.ts';

type CameraName = (id: string) => string | null;

/** A command in the words that its author used, for ever. */
export function commandText(
  command: IncidentCommand | null,
  cameraName: CameraName,
  nameOf: (person: string) => string,
): string {
  if (command === null) return m.incident_unread();
  switch (command.type) {
    case 'open':
      return m.incident_opened({ title: command.body.fields.title });
    case 'note':
      return command.body.text;
    case 'set': {
      const { fields } = command.body;
      return fieldNames
        .flatMap((name) => {
          const value = fields[name];
          if (value === undefined) return [];
          return [m.incident_set({ field: fieldText[name](), value: valueText(name, value, cameraName) })];
        })
        .join('\n');
    }
    case 'changeStatus': {
      const { to, reason } = command.body;
      const changed = m.incident_changed_status({ status: statusText[to]() });
      return reason === '' ? changed : `${changed}\n${reason}`;
    }
    case 'resolve': {
      const { field, value } = command.body;
      return m.incident_resolved({ field: fieldText[field](), value: valueText(field, value, cameraName) });
    }
    case 'reportMisuse':
      return [m.misuse_said_report(), command.body.fields.description]
        .filter((text) => text !== '')
        .join('\n');
    case 'exported': {
      const { by, purpose, reason, paper } = command.body;
      const said = m.export_said({ name: nameOf(by), purpose: playbackPurposeText[purpose](), reason });
      return paper === null ? said : `${said}\n${m.export_said_paper({ paper })}`;
    }
    default:
      return caseText(command);
  }
}
