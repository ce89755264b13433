import { accountRealmOf, type AccountTarget } from '../account-proposal/acts.ts';
import type { AccountWish } from '../account-proposal/words.ts';
import type { RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import { focalAgencies } from '../focal-list/focal-list.ts';
import { mayConsolidateFocalLists, mayProposeFocalList } from './at-facility.ts';
import type { Action } from './permission-matrix.ts';
import { permits, type ProvinceSettings } from './permits.ts';

export type AccountQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly settings: ProvinceSettings;
  readonly target: AccountTarget;
  /** The target's facility; null where it is over none. */
  readonly facility: Facility | null;
};

/**
 * Who proposes that somebody gets this right, that it is changed or taken back: of a facility's watch its manager (GL-20) or who
 * delegates there (GL-10, GL-11), of the central system the holder's own agency (GL-04), of the rest the IOC's host. Whoever
 * runs the application may propose that a right ends, never that one begins.
 */
export function mayProposeAccount(question: AccountQuestion & { readonly wish: AccountWish }): boolean {
  const { target, wish } = question;
  if (wish === 'take_back' && asks(question, 'manage_users')) return true;
  switch (accountRealmOf(target.role)) {
    case 'facility':
      return (
        (target.role === 'facility_watch' && asks(question, 'propose_facility_watch')) ||
        asks(question, 'delegate_facility_accounts')
      );
    case 'central':
      return focalAgencies.some(
        (agency) => agency === target.role && mayProposeFocalList({ ...question, agency }),
      );
    case 'province':
      return asks(question, 'propose_province_account');
  }
}

/** Who decides: who delegates at that facility (GL-10, GL-11), Sở Y tế for the central system (GL-37), VP UBND for the rest. */
export function mayDecideAccount(question: AccountQuestion): boolean {
  switch (accountRealmOf(question.target.role)) {
    case 'facility':
      return asks(question, 'delegate_facility_accounts');
    case 'central':
      return mayConsolidateFocalLists(question);
    case 'province':
      return asks(question, 'decide_province_account');
  }
}

/** KH-30: whoever runs the application makes what was decided true, or suspends what is to be taken back. */
export function mayCarryOutAccounts(
  question: Pick<AccountQuestion, 'person' | 'assignments' | 'settings'>,
): boolean {
  return permits({ ...question, action: 'manage_users', subject: nowhere }).ok;
}

const nowhere = { facility: null, post: null, owner: null };

function asks({ target: _, facility, ...asker }: AccountQuestion, action: Action): boolean {
  return permits({ ...asker, action, subject: { facility, post: null, owner: null } }).ok;
}
