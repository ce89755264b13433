import type { Waiting } from '@truc/domain/api';
import { readFaultCommand } from '@truc/domain/fault-log';
import { readCommand } from '@truc/domain/incident';
import { readAmendment } from '@truc/domain/logbook';
import { readShiftFact } from '@truc/domain/shift';
import { readHeader } from '@truc/sync/protocol';
import { faultCommandText } from '#lib/features/fault-log/command-text.ts';
import { commandText } from '#lib/features/incident/timeline-text.ts';
import { amendmentText, amendmentWords } from '#lib/features/logbook/amendment-text.ts';
import { shiftLine } from '#lib/i18n/shift-line.ts';

type Naming = {
  readonly cameraName: (camera: string) => string | null;
  readonly nameOf: (person: string) => string;
};

/** What waits, in the words in which it would stand; `incident`: the room of what it speaks of. Null: it cannot be read here. */
export function waitingWords(
  { op, text, writtenAt, receivedAt }: Waiting,
  { cameraName, nameOf }: Naming,
): { readonly text: string; readonly incident: string | null } | null {
  if (text !== null) return { text, incident: null };
  const header = readHeader(op);
  if (header === null) return null;
  const said = { kind: header.kind, v: header.v, body: op.b };
  const incident = readCommand(said);
  if (incident.status === 'read') {
    const { command } = incident;
    return { text: commandText(command, cameraName, nameOf), incident: command.body.incident };
  }
  const fault = readFaultCommand(said);
  if (fault.status === 'read')
    return { text: faultCommandText(fault.command, writtenAt ?? receivedAt), incident: null };
  const amendment = readAmendment(said.kind, said.v, said.body);
  if (amendment !== null) {
    const parts = [amendmentText[amendment.type](), amendmentWords(amendment)];
    return { text: parts.filter((part) => part !== '').join('\n'), incident: null };
  }
  const fact = readShiftFact(said, said.body);
  return fact === null ? null : { text: shiftLine(fact), incident: null };
}
