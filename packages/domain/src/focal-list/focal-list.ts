/**
 * The list of focal persons whom an agency proposes for the central system (GL-28 VP UBND, GL-31 Bộ CHQS), sent to Sở Y tế
 * (GL-29). What was sent is frozen: whoever wants to change it sends another.
 *
 *     – ─▶ submitted ─▶ taken | returned
 */
import { exhaustive, failure, ok, type Failure, type Result } from '@truc/base';
import * as v from 'valibot';
import { nameLimit, words, wordsLimit, type ActMeta } from '../dossier/fields.ts';

/** The agencies that the central system is open to (GL-03), by the role of their people. */
export const focalAgencies = ['pc_office', 'pmc', 'doh'] as const;
export type FocalAgency = (typeof focalAgencies)[number];

export const focalPersonsLimit = 60;

/** GL-28: exactly these four. */
export const focalFields = ['name', 'position', 'phone', 'email'] as const;
export type FocalField = (typeof focalFields)[number];

export const FocalPersonSchema = v.strictObject({
  name: words(nameLimit),
  position: words(nameLimit),
  phone: words(40),
  email: words(nameLimit),
});
export type FocalPerson = v.InferOutput<typeof FocalPersonSchema>;

export const FocalListActSchema = v.union([
  v.strictObject({
    type: v.literal('submit'),
    agency: v.picklist(focalAgencies),
    persons: v.pipe(v.array(FocalPersonSchema), v.maxLength(focalPersonsLimit)),
  }),
  v.strictObject({ type: v.literal('take') }),
  v.strictObject({ type: v.literal('return'), reason: words(wordsLimit) }),
]);
export type FocalListAct = v.InferOutput<typeof FocalListActSchema>;

export const focalRefusals = [
  'list_empty',
  'name_missing',
  'position_missing',
  'phone_missing',
  'email_missing',
  'phone_wrong',
  'email_wrong',
  'person_twice',
  'submitted_already',
  'not_submitted',
  'settled_already',
  'reason_missing',
  'own_list',
] as const;
export type FocalRefusal = (typeof focalRefusals)[number];

export const focalClauses: Readonly<Record<FocalRefusal, string>> = {
  list_empty: 'GL-28, GL-31',
  name_missing: 'GL-28, GL-31',
  position_missing: 'GL-28, GL-31',
  phone_missing: 'GL-28, GL-31',
  email_missing: 'GL-28, GL-31',
  phone_wrong: 'GL-28, GL-31',
  email_wrong: 'GL-28, GL-31',
  person_twice: 'GL-05',
  submitted_already: 'GL-29',
  not_submitted: 'GL-29',
  settled_already: 'GL-29',
  reason_missing: 'GL-29',
  own_list: 'GL-29',
};

export const focalStates = ['submitted', 'taken', 'returned'] as const;
export type FocalState = (typeof focalStates)[number];

export type FocalList = {
  readonly state: FocalState;
  readonly agency: FocalAgency;
  readonly persons: readonly FocalPerson[];
  readonly by: string;
  readonly at: number;
  /** Who took or returned it, when, and why. */
  readonly settled: { readonly by: string; readonly at: number; readonly reason: string } | null;
};

/** `row`: the person's place in the list, from 1, where the refusal speaks of one. */
export type FocalFailure = Failure<FocalRefusal> & { readonly row: number | null };

/** Null: nothing was sent yet. */
export function decide(
  list: FocalList | null,
  act: FocalListAct,
  meta: ActMeta,
): Result<FocalListAct, FocalFailure> {
  const refused = act.type === 'submit' ? refusalOfList(list, act.persons) : refusalOfDesk(list, act, meta);
  if (refused === null) return ok(act);
  const { code, row } = refused;
  return { ok: false, error: { ...failure(code, focalClauses[code]).error, row } };
}

type Refused = { readonly code: FocalRefusal; readonly row: number | null };
const whole = (code: FocalRefusal): Refused => ({ code, row: null });

function refusalOfList(list: FocalList | null, persons: readonly FocalPerson[]): Refused | null {
  if (list !== null) return whole('submitted_already');
  if (persons.length === 0) return whole('list_empty');
  for (const [at, person] of persons.entries()) {
    const code = refusalOfPerson(person, persons.slice(0, at));
    if (code !== null) return { code, row: at + 1 };
  }
  return null;
}

const missing = {
  name: 'name_missing',
  position: 'position_missing',
  phone: 'phone_missing',
  email: 'email_missing',
} as const satisfies Record<FocalField, FocalRefusal>;

/** GL-28: one of the four that is missing, or that cannot be what it is called. */
export function refusalOfFocalPerson(person: FocalPerson) {
  const field = focalFields.find((name) => person[name] === '');
  if (field !== undefined) return missing[field];
  if (!/^\+?[\d .-]{6,20}$/.test(person.phone)) return 'phone_wrong';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(person.email) ? null : 'email_wrong';
}

function refusalOfPerson(person: FocalPerson, before: readonly FocalPerson[]): FocalRefusal | null {
  const refused = refusalOfFocalPerson(person);
  if (refused !== null) return refused;
  const isTwice = before.some(({ email }) => email.toLowerCase() === person.email.toLowerCase());
  return isTwice ? 'person_twice' : null;
}

type DeskAct = Exclude<FocalListAct, { readonly type: 'submit' }>;

function refusalOfDesk(list: FocalList | null, act: DeskAct, { by }: ActMeta): Refused | null {
  if (list === null) return whole('not_submitted');
  if (list.state !== 'submitted') return whole('settled_already');
  if (list.by === by) return whole('own_list');
  return act.type === 'return' && act.reason === '' ? whole('reason_missing') : null;
}

export function evolve(
  list: FocalList | null,
  act: FocalListAct,
  { by, at }: Pick<ActMeta, 'by' | 'at'>,
): FocalList | null {
  if (act.type === 'submit') {
    const { agency, persons } = act;
    return { state: 'submitted', agency, persons, by, at, settled: null };
  }
  if (list === null) return null;
  switch (act.type) {
    case 'take':
      return { ...list, state: 'taken', settled: { by, at, reason: '' } };
    case 'return':
      return { ...list, state: 'returned', settled: { by, at, reason: act.reason } };
    default:
      return exhaustive(act);
  }
}
