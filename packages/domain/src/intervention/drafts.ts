/** What a form asks on the tablet, before anything is stored. The server never refuses for the words alone. */
import { failure, ok, type Failure, type Result } from '@truc/base';
import { checkPace, faultTextLimit, nameLimit, visitorsLimit } from '../fault-log/commands.ts';
import { visitChecklist } from '../fault-log/words.ts';
import type {
  ApproveBody,
  AskBody,
  BeginBody,
  EndBody,
  FoundBody,
  ListDeviceBody,
  PlaceDeviceBody,
  SettleBody,
} from './commands.ts';

export type WorkDraftRefusal =
  | 'asset_missing'
  | 'detail_missing'
  | 'agency_missing'
  | 'document_missing'
  | 'reason_missing'
  | 'workers_missing'
  | 'time_reversed'
  | 'time_passed'
  | 'visit_unchecked'
  | 'person_missing'
  | 'pace_wrong'
  | 'note_missing'
  | 'name_missing'
  | 'serial_missing'
  | 'place_missing'
  | 'permit_missing'
  | 'description_missing'
  | 'owner_missing'
  | 'due_missing'
  | 'text_too_long';
type Draft<Body> = Result<Body, Failure<WorkDraftRefusal>>;

/** KH-09: who, what, when, at which assets. */
export function draftAsk(body: AskBody, now: number): Draft<AskBody> {
  if (body.assets.length === 0) return failure('asset_missing');
  const detail = tidy(body.detail);
  if (detail === '') return failure('detail_missing');
  const workers = [...new Set(body.workers.map(tidy).filter((name) => name !== ''))];
  if (workers.length === 0) return failure('workers_missing');
  const agency = tidy(body.agency);
  if (agency === '') return failure('agency_missing');
  if (!(body.to > body.from)) return failure('time_reversed');
  if (body.to <= now) return failure('time_passed');
  if (workers.length > visitorsLimit) return failure('text_too_long');
  return within({ ...body, detail, workers, agency }, [
    [detail, faultTextLimit],
    [agency, nameLimit],
    ...workers.map((name) => [name, nameLimit] as const),
  ]);
}

export function draftApprove(body: ApproveBody): Draft<ApproveBody> {
  const document = tidy(body.document);
  if (document === '') return failure('document_missing');
  if (!(body.to > body.from)) return failure('time_reversed');
  const note = tidy(body.note);
  return within({ ...body, document, note }, [
    [document, nameLimit],
    [note, faultTextLimit],
  ]);
}

/** A refusal, a revocation: nothing without its reason. */
export function draftReason<Body extends { readonly reason: string }>(body: Body): Draft<Body> {
  const reason = tidy(body.reason);
  return reason === '' ? failure('reason_missing') : within({ ...body, reason }, [[reason, faultTextLimit]]);
}

/** GL-25, GL-26: nobody begins before all of the checklist is done, and nothing goes dark without somebody who watches instead. */
export function draftBegin(body: BeginBody): Draft<BeginBody> {
  if (body.workers.length === 0) return failure('workers_missing');
  if (body.isOnSite && !visitChecklist.every((item) => body.checklist.includes(item)))
    return failure('visit_unchecked');
  if (body.substitute === null) return ok(body);
  const person = tidy(body.substitute.person);
  if (person === '') return failure('person_missing');
  const { everyMs } = body.substitute;
  const isPace = Number.isInteger(everyMs) && everyMs >= checkPace.leastMs && everyMs <= checkPace.mostMs;
  if (!isPace) return failure('pace_wrong');
  return within({ ...body, substitute: { ...body.substitute, person } }, [[person, nameLimit]]);
}

/** Where pictures or recordings are not back, it says why. */
export function draftEnd(body: EndBody): Draft<EndBody> {
  const note = tidy(body.note);
  if (!body.restored && note === '') return failure('note_missing');
  return within({ ...body, note }, [[note, faultTextLimit]]);
}

export function draftListDevice(body: ListDeviceBody): Draft<ListDeviceBody> {
  const name = tidy(body.name);
  const serial = tidy(body.serial);
  const place = tidy(body.place);
  const model = tidy(body.model);
  if (name === '') return failure('name_missing');
  if (serial === '') return failure('serial_missing');
  if (place === '') return failure('place_missing');
  return within({ ...body, name, serial, place, model }, [
    [name, nameLimit],
    [serial, nameLimit],
    [place, nameLimit],
    [model, nameLimit],
  ]);
}

/** KH-14: nothing is moved without the permit under which it is moved. */
export function draftPlace(body: PlaceDeviceBody): Draft<PlaceDeviceBody> {
  if (body.permit === '') return failure('permit_missing');
  const place = tidy(body.place);
  return place === '' ? failure('place_missing') : within({ ...body, place }, [[place, nameLimit]]);
}

/**
 * GL-16: a device that no list holds, as the action that it begins: an owner, and the moment until which he sees to it.
 * For whoever finds one: the watch on a round, an inspection over the cameras, a visit.
 */
export function unlistedDeviceFound(body: FoundBody, now: number): Draft<FoundBody> {
  const description = tidy(body.description);
  if (description === '') return failure('description_missing');
  const place = tidy(body.place);
  if (place === '') return failure('place_missing');
  const owner = tidy(body.owner);
  if (owner === '') return failure('owner_missing');
  if (!(body.due > now)) return failure('due_missing');
  const serial = tidy(body.serial);
  return within({ ...body, description, place, owner, serial }, [
    [description, faultTextLimit],
    [place, nameLimit],
    [owner, nameLimit],
    [serial, nameLimit],
  ]);
}

export function draftSettle(body: SettleBody): Draft<SettleBody> {
  const note = tidy(body.note);
  return note === '' ? failure('note_missing') : within({ ...body, note }, [[note, faultTextLimit]]);
}

function within<Body>(body: Body, texts: readonly (readonly [text: string, limit: number])[]): Draft<Body> {
  return texts.some(([text, limit]) => text.length > limit) ? failure('text_too_long') : ok(body);
}

/** One spelling of each diacritic, no blanks around. */
function tidy(text: string): string {
  return text.trim().normalize('NFC');
}
