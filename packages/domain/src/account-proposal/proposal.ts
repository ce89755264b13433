/**
 * A proposal to give, change, take back or keep one right of one person, and what became of it (chapter "Account").
 *
 *     facility, province   proposed ─────────────────────────────▶ approved | refused
 *     central              proposed ─▶ consolidated ─▶ forwarded ─▶ approved | refused
 *                          proposed ─▶ returned;  undecided ─▶ withdrawn;  approved ─▶ done
 *
 * A right that is to be taken back may be suspended while the decision is awaited.
 */
import { exhaustive } from '@truc/base';
import type { Paper } from '../dossier/fields.ts';
import type { FocalPerson } from '../focal-list/focal-list.ts';
import { accountRealmOf, type AccountAct, type AccountTarget, type ProposeAccount } from './acts.ts';
import type { AccountFinding, AccountRealm, AccountState, AccountWish } from './words.ts';

export type AccountStep = {
  readonly type: Exclude<AccountAct['type'], 'propose'>;
  readonly by: string;
  readonly at: number;
  readonly verdict: 'approved' | 'refused' | null;
  readonly paper: Paper | null;
  readonly reason: string;
};

export type AccountProposal = {
  readonly state: AccountState;
  readonly wish: AccountWish;
  readonly realm: AccountRealm;
  readonly right: string | null;
  readonly person: string | null;
  readonly holder: FocalPerson | null;
  readonly target: AccountTarget;
  /** Days, both included; empty where there is none. */
  readonly from: string;
  readonly to: string;
  readonly paper: Paper | null;
  readonly finding: AccountFinding | null;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly isSuspended: boolean;
  readonly steps: readonly AccountStep[];
};

/** What was decided on last, or null. */
export function verdictOf({ steps }: AccountProposal): AccountStep | null {
  return steps.findLast(({ type }) => type === 'decide') ?? null;
}

const openStates: readonly AccountState[] = ['proposed', 'consolidated', 'forwarded', 'approved'];

/** Whether somebody still has to act on it. */
export function isOpen({ state }: Pick<AccountProposal, 'state'>): boolean {
  return openStates.includes(state);
}

/** A right that is to be taken back is due on the day on which that was proposed. */
export function isLate(
  proposal: AccountProposal,
  { today, dayOfAt }: { today: string; dayOfAt: string },
): boolean {
  return proposal.wish === 'take_back' && isOpen(proposal) && !proposal.isSuspended && dayOfAt < today;
}

type Stamp = { readonly by: string; readonly at: number };

/** `act` has been decided on: a proposal's target is known by then. */
export function evolve(
  proposal: AccountProposal | null,
  act: AccountAct,
  { by, at }: Stamp,
): AccountProposal | null {
  if (act.type === 'propose') return begun(act, { by, at });
  if (proposal === null) return null;
  const step: AccountStep = {
    type: act.type,
    by,
    at,
    verdict: act.type === 'decide' ? act.verdict : null,
    paper: 'paper' in act ? act.paper : null,
    reason: 'reason' in act ? act.reason : '',
  };
  const next = { ...proposal, steps: [...proposal.steps, step] };
  switch (act.type) {
    case 'withdraw':
      return { ...next, state: 'withdrawn', isSuspended: false };
    case 'return':
      return { ...next, state: 'returned', isSuspended: false };
    case 'consolidate':
      return { ...next, state: 'consolidated' };
    case 'forward':
      return { ...next, state: 'forwarded' };
    case 'decide':
      return act.verdict === 'approved'
        ? { ...next, state: 'approved' }
        : { ...next, state: 'refused', isSuspended: false };
    case 'suspend':
      return { ...next, isSuspended: true };
    case 'carry_out':
      return { ...next, state: 'done', isSuspended: false, person: act.person ?? proposal.person };
    default:
      return exhaustive(act);
  }
}

function begun({ type: _, target, ...said }: ProposeAccount, { by, at }: Stamp): AccountProposal | null {
  if (target === null) return null;
  return {
    ...said,
    target,
    state: said.wish === 'keep' ? 'kept' : 'proposed',
    realm: accountRealmOf(target.role),
    by,
    at,
    isSuspended: false,
    steps: [],
  };
}
