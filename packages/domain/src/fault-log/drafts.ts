/** What a form asks on the tablet, before anything is stored. The server never refuses for the words alone. */
import { failure, ok, type Failure, type Result } from '@truc/base';
import {
  checkPace,
  faultTextLimit,
  nameLimit,
  visitorsLimit,
  type AssignBody,
  type CloseBody,
  type NoteBody,
  type ParkBody,
  type ReportBody,
  type StartBody,
  type SubstituteBody,
} from './commands.ts';
import { visitChecklist } from './words.ts';

export type DraftRefusal =
  | 'asset_missing'
  | 'person_missing'
  | 'reason_missing'
  | 'text_missing'
  | 'text_too_long'
  | 'since_in_future'
  | 'pace_wrong'
  | 'target_passed'
  | 'visit_unchecked'
  | 'visitor_missing'
  | 'interval_reversed'
  | 'interference_unanswered';
type Draft<Body> = Result<Body, Failure<DraftRefusal>>;

/** Clocks of two devices may differ by so much. */
const clockSlackMs = 2 * 60_000;

export function draftReport(body: ReportBody, now: number): Draft<ReportBody> {
  if (body.asset.id === '') return failure('asset_missing');
  if (body.since > now + clockSlackMs) return failure('since_in_future');
  const detail = tidy(body.detail);
  const permit = tidy(body.permit);
  return within({ ...body, detail, permit }, [
    [detail, faultTextLimit],
    [permit, nameLimit],
  ]);
}

/** GL-25: a substitute has a person, an interval of checks and a beginning, or it is none. */
export function draftSubstitute(body: SubstituteBody, now: number): Draft<SubstituteBody> {
  const person = tidy(body.person);
  if (person === '') return failure('person_missing');
  const { everyMs, from } = body;
  const isPace = Number.isInteger(everyMs) && everyMs >= checkPace.leastMs && everyMs <= checkPace.mostMs;
  if (!isPace) return failure('pace_wrong');
  if (from > now + clockSlackMs) return failure('since_in_future');
  return within({ ...body, person }, [[person, nameLimit]]);
}

export function draftAssign(body: AssignBody, now: number): Draft<AssignBody> {
  const person = tidy(body.person);
  if (person === '') return failure('person_missing');
  if (body.target <= now) return failure('target_passed');
  return within({ ...body, person }, [[person, nameLimit]]);
}

/** GL-26, QT-09: nobody goes in before all of the checklist is done and he is named. */
export function draftStart(body: StartBody): Draft<StartBody> {
  if (!body.isOnSite) return ok({ ...body, visitors: [], checklist: [] });
  const visitors = body.visitors.map(tidy).filter((name) => name !== '');
  if (visitors.length === 0) return failure('visitor_missing');
  if (!visitChecklist.every((item) => body.checklist.includes(item))) return failure('visit_unchecked');
  if (visitors.length > visitorsLimit) return failure('text_too_long');
  return within(
    { ...body, visitors },
    visitors.map((name) => [name, nameLimit]),
  );
}

export function draftPark(body: ParkBody): Draft<ParkBody> {
  const reason = tidy(body.reason);
  return reason === '' ? failure('reason_missing') : within({ ...body, reason }, [[reason, faultTextLimit]]);
}

/** `asks`: the outage is under no permit, and nobody has answered yet (GL-15). */
export function draftClose(body: CloseBody, asks = false): Draft<CloseBody> {
  const { lost } = body;
  if (asks && body.interference === null) return failure('interference_unanswered');
  if (lost !== null && lost.to < lost.from) return failure('interval_reversed');
  const note = tidy(body.note);
  return within({ ...body, note }, [[note, faultTextLimit]]);
}

export function draftNote(body: NoteBody): Draft<NoteBody> {
  const text = tidy(body.text);
  return text === '' ? failure('text_missing') : within({ ...body, text }, [[text, faultTextLimit]]);
}

function within<Body>(body: Body, texts: readonly (readonly [text: string, limit: number])[]): Draft<Body> {
  return texts.some(([text, limit]) => text.length > limit) ? failure('text_too_long') : ok(body);
}

/** One spelling of each diacritic, no blanks around. */
function tidy(text: string): string {
  return text.trim().normalize('NFC');
}
