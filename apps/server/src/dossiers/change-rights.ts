/** What a decided proposal changes in the register of roles: rows begin and end, and none goes (GL-17). */
import { invariant } from '@truc/base';
import type { AccountAct, AccountProposal, AccountTarget } from '@truc/domain/account-proposal';
import { dayMs, startOfDay } from '@truc/domain/shift';
import type pg from 'pg';

export type RightChange = (client: pg.ClientBase) => Promise<void>;

export type ChangeQuestion = {
  /** As it was before the act. */
  readonly proposal: AccountProposal;
  readonly act: AccountAct;
  readonly dossier: string;
  /** Of a new account: its person, who has none yet. */
  readonly agency: string;
  readonly now: number;
};

/** Null: the act is a word and changes no right. */
export function changeOf(question: ChangeQuestion): RightChange | null {
  const { proposal, act } = question;
  switch (act.type) {
    case 'suspend':
      return (client) => endRight(client, question);
    case 'withdraw':
    case 'return':
      return proposal.isSuspended ? (client) => restoreRight(client, question) : null;
    case 'decide':
      return proposal.isSuspended && act.verdict === 'refused'
        ? (client) => restoreRight(client, question)
        : null;
    case 'carry_out':
      return (client) => carryOut(client, { ...question, act });
    default:
      return null;
  }
}

async function carryOut(
  client: pg.ClientBase,
  question: ChangeQuestion & { readonly act: Extract<AccountAct, { readonly type: 'carry_out' }> },
): Promise<void> {
  const { proposal, act, agency } = question;
  if (proposal.wish === 'take_back') return endRight(client, question);
  const person = proposal.person ?? act.person ?? act.username;
  const { holder } = proposal;
  if (proposal.person === null && act.person === null) {
    invariant(holder !== null, 'a proposal names a person or a holder');
    await client.query(insertPerson, [person, holder.name, holder.position, agency]);
  }
  const from = Math.max(question.now, startOfDay(proposal.from));
  if (proposal.wish === 'change') await endRight(client, { ...question, at: from });
  await beginRight(client, {
    person,
    target: proposal.target,
    from,
    to: endOf(proposal),
    by: question.dossier,
  });
}

/** The moment at which its last day is over; null: no end. */
function endOf({ to }: AccountProposal): number | null {
  return to === '' ? null : startOfDay(to) + dayMs;
}

async function endRight(
  client: pg.ClientBase,
  { proposal, dossier, now, at = now }: ChangeQuestion & { readonly at?: number },
): Promise<void> {
  await client.query(endRow, [proposal.right, new Date(at), dossier]);
}

async function restoreRight(
  client: pg.ClientBase,
  { proposal, dossier, now }: ChangeQuestion,
): Promise<void> {
  const { person, target } = proposal;
  const to = endOf(proposal);
  invariant(person !== null, 'a right that was suspended is somebody’s');
  if (to === null || to > now) await beginRight(client, { person, target, from: now, to, by: dossier });
}

type Begun = {
  readonly person: string;
  readonly target: AccountTarget;
  readonly from: number;
  readonly to: number | null;
  readonly by: string;
};

async function beginRight(client: pg.ClientBase, { person, target, from, to, by }: Begun): Promise<void> {
  const { role, facility, district, post } = target;
  await client.query(beginRow, [
    person,
    role,
    facility,
    district,
    post,
    new Date(from),
    to === null ? null : new Date(to),
    by,
  ]);
}

const insertPerson = 'insert into person (id, name, position, agency) values ($1, $2, $3, $4)';
const beginRow = `
  insert into role_assignment (person, role, facility, district, post, valid_from, valid_to, given_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;
/** One that would have begun later never begins; one that has ended stays as it ended. */
const endRow = `
  update role_assignment set valid_to = greatest($2::timestamptz, valid_from), ended_by = $3
  where id = $1 and (valid_to is null or valid_to > greatest($2::timestamptz, valid_from))`;
