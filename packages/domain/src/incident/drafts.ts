/** What a form asks on the tablet, before anything is stored. The server never refuses for the words alone. */
import { err, ok, type Failure, type Result } from '@truc/base';
import type { ChangeStatusBody, NoteBody, OpenBody } from './commands.ts';
import { camerasLimit, casualtiesLimit, textLimit, titleLimit } from './field-schemas.ts';
import { isLegal, type FieldValues, type Incident, type IncidentStatus } from './incident.ts';
import { tidy } from './tidy.ts';

export type IncidentRefusal =
  | 'title_empty'
  | 'text_empty'
  | 'text_too_long'
  | 'too_many_cameras'
  | 'casualties_wrong'
  | 'reason_missing'
  | 'status_not_reachable'
  | 'closer_is_recorder';

/** Statuses for which a reason is asked: they end or reopen a matter, or pass it on. */
const needsReason: ReadonlySet<IncidentStatus> = new Set(['dismissed', 'escalated']);

export function decideOpen(
  incident: string,
  fields: FieldValues,
): Result<OpenBody, Failure<IncidentRefusal>> {
  return checkFields(incident, fields);
}

export function decideNote(incident: string, words: string): Result<NoteBody, Failure<IncidentRefusal>> {
  const text = tidy(words);
  if (text === '') return err({ code: 'text_empty' });
  return text.length > textLimit ? err({ code: 'text_too_long' }) : ok({ incident, text });
}

export type StatusChange = {
  readonly incident: string;
  readonly to: IncidentStatus;
  readonly reason: string;
  readonly actor: string;
};

export function decideChangeStatus(
  { status, opened }: Incident,
  { incident, to, reason: words, actor }: StatusChange,
): Result<ChangeStatusBody, Failure<IncidentRefusal>> {
  const reason = tidy(words);
  if (!isLegal(status, to)) return err({ code: 'status_not_reachable' });
  if (to === 'closed' && opened?.by === actor) return err({ code: 'closer_is_recorder' });
  const isReopening = status === 'closed' || status === 'dismissed';
  if ((needsReason.has(to) || isReopening) && reason === '') return err({ code: 'reason_missing' });
  return reason.length > textLimit
    ? err({ code: 'text_too_long' })
    : ok({ incident, expected: status, to, reason });
}

export function checkFields(
  incident: string,
  fields: FieldValues,
): Result<OpenBody, Failure<IncidentRefusal>> {
  const title = tidy(fields.title);
  if (title === '') return err({ code: 'title_empty' });
  const tidied = { ...fields, title, description: tidy(fields.description), place: tidy(fields.place) };
  const { place, description, cameras, casualties } = tidied;
  if (title.length > titleLimit || place.length > titleLimit || description.length > textLimit)
    return err({ code: 'text_too_long' });
  if (cameras.length > camerasLimit) return err({ code: 'too_many_cameras' });
  const isCount =
    casualties === null || (Number.isInteger(casualties) && casualties >= 0 && casualties <= casualtiesLimit);
  return isCount
    ? ok({ incident, fields: { ...tidied, cameras: [...cameras] } })
    : err({ code: 'casualties_wrong' });
}
