import { exhaustive, failure, ok, type Failure, type Result } from '@truc/base';
import { isWholePaper, type ActMeta } from '../dossier/fields.ts';
import { refusalOfFocalPerson } from '../focal-list/focal-list.ts';
import { dayMs, dayOf, startOfDay } from '../shift/civil-day.ts';
import type { AccountAct, AccountTarget, ProposeAccount } from './acts.ts';
import { isOpen, type AccountProposal } from './proposal.ts';
import { accountClauses, type AccountFinding, type AccountRefusal } from './words.ts';

/** A role as it stands in the register. Days, both included; `to` empty: without an end. */
export type HeldRight = {
  readonly right: string;
  readonly person: string;
  readonly target: AccountTarget;
  readonly from: string;
  readonly to: string;
};

/** What the registers say at the moment of the act. */
export type AccountMeta = ActMeta & {
  /** The right that the act or its proposal names, while it stands. */
  readonly held: HeldRight | null;
  /** What the review says of that right. */
  readonly finding: AccountFinding | null;
  /** Whether the person whom a proposal names is one whom its proposer answers for: others are named by the four of GL-28. */
  readonly isOffered: boolean;
  /** Whether the person holds what he is to be given. */
  readonly holds: boolean;
  /** Whether the place exists, and its post is one of its facility's. */
  readonly isPlace: boolean;
  /** Whether another open proposal is about the same right, or would give the same. */
  readonly isProposed: boolean;
  /** Whether an account has the id, or the name, that the act names. */
  readonly isKnown: boolean;
};

/** Longest for which an account that nobody uses is kept; days. */
export const longestKeepDays = 90;

/** Who may act at all is the matrix's (`policy/accounts.ts`); here stands what may be done when. */
export function decide(
  proposal: AccountProposal | null,
  act: AccountAct,
  meta: AccountMeta,
): Result<AccountAct, Failure<AccountRefusal>> {
  const refused =
    act.type === 'propose' ? refusalOfProposal(proposal, act, meta) : refusalOfStep(proposal, act, meta);
  if (refused !== null) return failure(refused, accountClauses[refused]);
  if (act.type !== 'propose' || meta.held === null || act.wish === 'give') return ok(act);
  // The right itself says whose it is and where: what a browser says of it is not asked.
  const { person, target, to } = meta.held;
  const post = act.wish === 'change' ? (act.target?.post ?? null) : target.post;
  return ok({
    ...act,
    person,
    holder: null,
    target: { ...target, post },
    // A right that is suspended and then not taken back has its end again.
    to: act.wish === 'take_back' ? to : act.to,
  });
}

function refusalOfProposal(
  proposal: AccountProposal | null,
  act: ProposeAccount,
  meta: AccountMeta,
): AccountRefusal | null {
  if (proposal !== null && proposal.state !== 'returned') return 'proposed_already';
  if (proposal !== null && proposal.by !== meta.by) return 'not_proposer';
  const refused = refusalOfWish(act, meta);
  if (refused !== null) return refused;
  if (meta.isProposed) return 'open_already';
  return act.reason === '' ? 'reason_missing' : null;
}

function refusalOfWish(act: ProposeAccount, meta: AccountMeta): AccountRefusal | null {
  const { wish } = act;
  if (wish !== 'give' && meta.held === null) return 'not_held';
  switch (wish) {
    case 'give':
      return refusalOfHolder(act, meta) ?? refusalOfGift(act, meta);
    case 'change':
      return refusalOfChange(act, meta);
    case 'take_back':
      if (act.finding !== null && act.finding !== meta.finding) return 'finding_wrong';
      return act.finding === null && !isWholePaper(act.paper) ? 'paper_missing' : null;
    case 'keep':
      return refusalOfKeeping(act, meta);
    default:
      return exhaustive(wish);
  }
}

function refusalOfHolder(
  { person, holder }: ProposeAccount,
  { isOffered }: AccountMeta,
): AccountRefusal | null {
  if (person !== null) return isOffered ? null : 'person_missing';
  return holder === null ? 'person_missing' : refusalOfFocalPerson(holder);
}

function refusalOfGift(act: ProposeAccount, meta: AccountMeta): AccountRefusal | null {
  if (act.target === null || !meta.isPlace) return 'place_missing';
  if (meta.holds) return 'held_already';
  return refusalOfDays(act, meta) ?? (isWholePaper(act.paper) ? null : 'paper_missing');
}

function refusalOfChange(act: ProposeAccount, meta: AccountMeta): AccountRefusal | null {
  const { held } = meta;
  if (act.target === null || held === null || !meta.isPlace) return 'place_missing';
  if (act.target.post === held.target.post && act.to === held.to) return 'nothing_changed';
  return refusalOfDays(act, meta) ?? (isWholePaper(act.paper) ? null : 'paper_missing');
}

function refusalOfDays({ from, to }: ProposeAccount, { today }: AccountMeta): AccountRefusal | null {
  if (from === '') return 'days_missing';
  return to !== '' && (to < from || to < today) ? 'days_wrong' : null;
}

/** Only what lies unused can be kept by a word: what no paper carries needs its paper. */
function refusalOfKeeping({ to }: ProposeAccount, { finding, today }: AccountMeta): AccountRefusal | null {
  if (finding !== 'unused') return 'finding_wrong';
  if (to === '') return 'days_missing';
  const last = dayOf(startOfDay(today) + longestKeepDays * dayMs);
  return to <= today || to > last ? 'days_wrong' : null;
}

type StepAct = Exclude<AccountAct, ProposeAccount>;

function refusalOfStep(
  proposal: AccountProposal | null,
  act: StepAct,
  meta: AccountMeta,
): AccountRefusal | null {
  if (proposal === null) return 'not_proposed';
  if (!isOpen(proposal)) return 'settled_already';
  switch (act.type) {
    case 'withdraw':
      if (proposal.by !== meta.by) return 'not_proposer';
      if (proposal.state === 'approved') return 'settled_already';
      return act.reason === '' ? 'reason_missing' : null;
    case 'return':
      if (proposal.state !== 'proposed') return 'settled_already';
      return refusalOfHand(proposal, meta) ?? (act.reason === '' ? 'reason_missing' : null);
    case 'consolidate':
      if (proposal.realm !== 'central') return 'wrong_realm';
      return proposal.state === 'proposed' ? refusalOfHand(proposal, meta) : 'settled_already';
    case 'forward':
      if (proposal.realm !== 'central') return 'wrong_realm';
      if (proposal.state !== 'consolidated')
        return proposal.state === 'proposed' ? 'not_consolidated' : 'settled_already';
      return refusalOfHand(proposal, meta) ?? (isWholePaper(act.paper) ? null : 'paper_missing');
    case 'decide':
      return refusalOfDecision(proposal, act, meta);
    case 'suspend':
      if (proposal.wish !== 'take_back') return 'not_a_take_back';
      if (proposal.isSuspended) return 'suspended_already';
      if (meta.held === null) return 'not_held';
      return proposal.person === meta.by ? 'own_account' : act.reason === '' ? 'reason_missing' : null;
    case 'carry_out':
      return refusalOfCarrying(proposal, act, meta);
    default:
      return exhaustive(act);
  }
}

/** Nobody settles what he asked for, or what is about his own account. */
function refusalOfHand({ by, person }: AccountProposal, meta: AccountMeta): AccountRefusal | null {
  if (by === meta.by) return 'own_proposal';
  return person === meta.by ? 'own_account' : null;
}

type DecideAct = Extract<StepAct, { readonly type: 'decide' }>;

function refusalOfDecision(
  proposal: AccountProposal,
  act: DecideAct,
  meta: AccountMeta,
): AccountRefusal | null {
  if (proposal.state === 'approved') return 'settled_already';
  if (proposal.realm === 'central' && proposal.state !== 'forwarded') return 'not_forwarded';
  const own = refusalOfHand(proposal, meta);
  if (own !== null) return own;
  if (act.verdict === 'refused') return act.reason === '' ? 'reason_missing' : null;
  return isWholePaper(act.paper) ? null : 'paper_missing';
}

type CarryAct = Extract<StepAct, { readonly type: 'carry_out' }>;

/** A new account's name is its person's id too. */
export const usernamePattern = /^[a-z0-9][a-z0-9-]{2,31}$/;

function refusalOfCarrying(
  proposal: AccountProposal,
  act: CarryAct,
  meta: AccountMeta,
): AccountRefusal | null {
  if (proposal.state !== 'approved') return 'not_approved';
  if ((proposal.person ?? act.person) === meta.by) return 'own_account';
  if (proposal.wish === 'take_back') return meta.held === null && !proposal.isSuspended ? 'not_held' : null;
  if (proposal.wish === 'change' && meta.held === null) return 'not_held';
  if (proposal.wish === 'give' && meta.holds) return 'held_already';
  if (proposal.to !== '' && proposal.to < meta.today) return 'days_wrong';
  if (act.signedOn === '') return 'commitment_missing';
  if (act.signedOn > meta.today) return 'commitment_wrong';
  return proposal.person === null ? refusalOfAccount(act, meta) : null;
}

function refusalOfAccount({ person, username }: CarryAct, { isKnown }: AccountMeta): AccountRefusal | null {
  if (person !== null) return isKnown ? null : 'account_missing';
  if (!usernamePattern.test(username)) return 'username_wrong';
  return isKnown ? 'username_taken' : null;
}
