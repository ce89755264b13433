/**
 * What a person at the tablet may say of his watch, before anything is stored. Each refusal names its clause. The server takes
 * such facts as they come; those that a refusal here would have prevented are set aside by `foldShifts`.
 */
import { failure, ok, type Failure, type Result } from '@truc/base';
import { missingPoint, type Answers } from './checklist.ts';
import {
  noteLimit,
  type Accept,
  type ChooseAcceptance,
  type EndByException,
  type ExplainGap,
  type Prepare,
  type Relief,
  type Round,
  type SignOut,
  type Snapshot,
  type Start,
} from './facts.ts';
import { documentFor, documentsAt, slotFor, type AssignmentDocument, type ShiftPattern } from './plan.ts';
import { currentShift, openShifts, type Shift, type Watch } from './shift.ts';

export type ShiftRefusal =
  | 'no_assignment'
  | 'not_assigned'
  | 'too_early'
  | 'already_on_duty'
  | 'somebody_on_duty'
  | 'handover_waits'
  | 'not_on_duty'
  | 'not_prepared'
  | 'checklist_incomplete'
  | 'not_waiting'
  | 'outgoing_is_incoming'
  | 'carried_not_opened'
  | 'round_missing'
  | 'text_too_long'
  | 'reason_missing'
  | 'gap_empty'
  | 'no_conflict'
  | 'not_open';

/** The clause that each refusal stands on; null where none does. */
export const refusalClauses: Readonly<Record<ShiftRefusal, string | null>> = {
  no_assignment: 'GL-20',
  not_assigned: 'GL-20',
  too_early: null,
  already_on_duty: 'GL-20',
  somebody_on_duty: 'GL-23',
  handover_waits: 'GL-23',
  not_on_duty: 'GL-23',
  not_prepared: 'GL-23',
  checklist_incomplete: 'GL-23',
  not_waiting: 'GL-23',
  outgoing_is_incoming: 'GL-23',
  carried_not_opened: 'GL-23',
  round_missing: 'GL-23',
  text_too_long: null,
  reason_missing: 'GL-23',
  gap_empty: null,
  no_conflict: 'GL-23',
  not_open: 'GL-23',
};

/** [ĐX] How long before its beginning a shift may be taken. */
export const earliestMs = 2 * 60 * 60_000;

type Decided<T> = Result<T, Failure<ShiftRefusal>>;

/** What whoever decides has before him. `actor` is the person who speaks, `at` the server's time as the device knows it. */
export type Desk = {
  readonly watch: Watch;
  readonly documents: readonly AssignmentDocument[];
  readonly patterns: readonly ShiftPattern[];
  readonly actor: string;
  readonly at: number;
};

export function decideStart(desk: Desk): Decided<Start> {
  const taken = taking(desk, false);
  if (!taken.ok) return taken;
  const { watch, actor, at } = desk;
  const open = openShifts(watch);
  if (open.some(({ holder }) => holder.person === actor)) return failure('already_on_duty');
  if (open.some(({ state }) => state === 'awaiting_acceptance')) return failure('handover_waits');
  // Whoever left without a handover keeps nobody from the post: his shift stays open until its exception is recorded.
  const isKept = open.some(({ planned, from }) => at < (planned?.to ?? from + earliestMs * 6));
  return isKept ? failure('somebody_on_duty') : taken;
}

export function decidePrepare(
  { watch, actor }: Desk,
  frozen: { readonly head: Prepare['head']; readonly snapshot: Snapshot },
): Decided<Prepare> {
  const shift = heldBy(watch, actor);
  if (shift === null) return failure('not_on_duty');
  const { notes, instructions } = frozen.snapshot;
  if (notes.length > noteLimit || instructions.length > noteLimit) return failure('text_too_long');
  return ok({ shift: shift.id, ...frozen });
}

export function decideSignOut(
  { watch, actor }: Desk,
  { answers, head }: { readonly answers: Partial<Answers>; readonly head: SignOut['head'] },
): Decided<SignOut> {
  const shift = heldBy(watch, actor);
  if (shift === null) return failure('not_on_duty');
  if (shift.prepared?.actor !== actor) return failure('not_prepared');
  const missing = missingPoint(answers);
  if (missing !== null) return failure('checklist_incomplete', missing);
  const { opId, hash } = shift.prepared;
  return ok({ prepare: opId, hash, head, answers: answers as Answers });
}

export type Acceptance = {
  readonly round: Round;
  readonly opened: readonly string[];
  readonly reservation: string;
  readonly faceToFace: boolean;
  /** Cameras of the post: all of them are looked at where nobody met. */
  readonly cameras: readonly string[];
};

export function decideAccept(desk: Desk, acceptance: Acceptance): Decided<Accept> {
  const { watch, actor } = desk;
  const signing = waitingShift(watch)?.signing ?? null;
  if (signing === null) return failure('not_waiting');
  const { fact, prepared } = signing;
  if (fact.actor === actor) return failure('outgoing_is_incoming');
  const taken = taking(desk, true);
  if (!taken.ok) return taken;
  const { round, opened, faceToFace, cameras } = acceptance;
  if (!prepared.snapshot.carried.every(({ id }) => opened.includes(id))) return failure('carried_not_opened');
  if (!isRound(round, { faceToFace, cameras })) return failure('round_missing');
  const reservation = acceptance.reservation.trim().normalize('NFC');
  if (reservation.length > noteLimit) return failure('text_too_long');
  return ok({
    signOut: fact.opId,
    hash: fact.hash,
    round,
    opened: [...opened],
    reservation: reservation === '' ? null : reservation,
    faceToFace,
    ...taken.value,
  });
}

export function decideRelief(
  desk: Desk,
  {
    round,
    text,
    cameras,
  }: { readonly round: Round; readonly text: string; readonly cameras: readonly string[] },
): Decided<Relief> {
  const { watch, actor } = desk;
  const shift = currentShift(watch);
  if (shift === null) return failure('not_on_duty');
  if (shift.state === 'awaiting_acceptance') return failure('handover_waits');
  if (shift.holder.person === actor) return failure('outgoing_is_incoming');
  const document = assignedBy(desk);
  if (!document.ok) return document;
  if (!isRound(round, { faceToFace: true, cameras })) return failure('round_missing');
  const said = text.trim().normalize('NFC');
  if (said.length > noteLimit) return failure('text_too_long');
  return ok({ after: shift.holder.by, document: document.value.id, round, text: said });
}

export function decideExplainGap(gap: ExplainGap): Decided<ExplainGap> {
  if (gap.to <= gap.from) return failure('gap_empty');
  const text = reasonOf(gap.text);
  return text.ok ? ok({ ...gap, text: text.value }) : text;
}

/** Whoever answers for the watch chooses between acceptances that were made apart. Nothing of either is lost. */
export function decideChooseAcceptance(
  { watch }: Pick<Desk, 'watch'>,
  choice: ChooseAcceptance,
): Decided<ChooseAcceptance> {
  const twice = watch.shifts.find(
    ({ state, signing }) => state === 'accepted_twice' && signing?.fact.opId === choice.signOut,
  );
  if (twice?.signing?.acceptances.some(({ opId }) => opId === choice.chosen) !== true)
    return failure('no_conflict');
  const reason = reasonOf(choice.reason);
  return reason.ok ? ok({ ...choice, reason: reason.value }) : reason;
}

/** GL-23: a shift is closed by an acceptance, or by an exception that says why there is none. */
export function decideEndByException(
  { watch }: Pick<Desk, 'watch'>,
  exception: EndByException,
): Decided<EndByException> {
  const shift = openShifts(watch).find(({ id }) => id === exception.shift);
  if (shift === undefined) return failure('not_open');
  const reason = reasonOf(exception.reason);
  return reason.ok ? ok({ ...exception, reason: reason.value }) : reason;
}

/** The shift whose outgoing person has signed. */
export function waitingShift(watch: Watch): Shift | null {
  return openShifts(watch).findLast(({ state }) => state === 'awaiting_acceptance') ?? null;
}

function heldBy(watch: Watch, person: string): Shift | null {
  return openShifts(watch).findLast(({ holder }) => holder.person === person) ?? null;
}

function taking(desk: Desk, prefersNext: boolean): Decided<Start> {
  const document = assignedBy(desk);
  if (!document.ok) return document;
  const { patterns, at } = desk;
  if (patterns.length === 0) return ok({ document: document.value.id, planned: null });
  const planned = slotFor(patterns, { at, earlyMs: earliestMs, prefersNext });
  return planned === null ? failure('too_early') : ok({ document: document.value.id, planned });
}

function assignedBy({ documents, actor, at }: Desk): Decided<AssignmentDocument> {
  if (documentsAt(documents, at).length === 0) return failure('no_assignment');
  const document = documentFor(documents, { person: actor, at });
  return document === null ? failure('not_assigned') : ok(document);
}

/** A round counts every camera of the post; where nobody met, each of them was looked at by itself. */
function isRound(
  { up, down, unknown, cameras: seen }: Round,
  { faceToFace, cameras }: { readonly faceToFace: boolean; readonly cameras: readonly string[] },
): boolean {
  if (up + down + unknown !== cameras.length) return false;
  return faceToFace || cameras.every((camera) => seen.includes(camera));
}

function reasonOf(words: string): Decided<string> {
  const reason = words.trim().normalize('NFC');
  if (reason === '') return failure('reason_missing');
  return reason.length > noteLimit ? failure('text_too_long') : ok(reason);
}
