import type { Role } from '@truc/domain/account';
import type {
  AccountRealm,
  AccountRefusal,
  AccountState,
  AccountTarget,
  AccountWish,
} from '@truc/domain/account-proposal';
import type { AccountMove, AccountReviewRow } from '@truc/domain/api';
import type { Paper } from '@truc/domain/dossier';
import { exhaustive } from '@truc/base';
import { m } from '#messages';
import { dayName } from './day-name.ts';

type Words<Code extends string> = Readonly<Record<Code, () => string>>;

export const roleText: Words<Role> = {
  steering_head: m.acc_role_steering_head,
  pc_office: m.acc_role_pc_office,
  pmc: m.acc_role_pmc,
  doh: m.acc_role_doh,
  dict: m.acc_role_dict,
  ioc: m.acc_role_ioc,
  operator: m.acc_role_operator,
  facility_manager: m.acc_role_facility_manager,
  facility_watch: m.acc_role_facility_watch,
  district_pc: m.acc_role_district_pc,
  app_admin: m.acc_role_app_admin,
  auditor: m.acc_role_auditor,
};

export const wishText: Words<AccountWish> = {
  give: m.acc_wish_give,
  change: m.acc_wish_change,
  take_back: m.acc_wish_take_back,
  keep: m.acc_wish_keep,
};

export const realmText: Words<AccountRealm> = {
  facility: m.acc_realm_facility,
  central: m.acc_realm_central,
  province: m.acc_realm_province,
};

export const accountStateText: Words<AccountState> = {
  proposed: m.acc_state_proposed,
  returned: m.acc_state_returned,
  consolidated: m.acc_state_consolidated,
  forwarded: m.acc_state_forwarded,
  approved: m.acc_state_approved,
  refused: m.acc_state_refused,
  withdrawn: m.acc_state_withdrawn,
  done: m.acc_state_done,
  kept: m.acc_state_kept,
};

export const moveText: Words<AccountMove> = {
  withdraw: m.acc_step_withdraw,
  return: m.acc_step_return,
  consolidate: m.acc_step_consolidate,
  forward: m.acc_step_forward,
  decide: m.acc_step_decide,
  suspend: m.acc_step_suspend,
  carry_out: m.acc_step_carry_out,
  propose_again: m.acc_step_propose_again,
};

/** The same steps once they were taken, as they stand in a proposal's list. */
export const takenText: Words<AccountMove> = {
  withdraw: m.acc_state_withdrawn,
  return: m.acc_state_returned,
  consolidate: m.acc_state_consolidated,
  forward: m.acc_state_forwarded,
  decide: m.acc_verdict,
  suspend: m.acc_suspended,
  carry_out: m.acc_state_done,
  propose_again: m.acc_said_again,
};

/** "Trực cơ sở · Cơ sở 03 · Vị trí trực số 2". */
export function placeText(of: {
  readonly target: AccountTarget;
  readonly facilityName: string | null;
  readonly postName: string | null;
}): string {
  const places = [of.facilityName, of.postName].filter((name) => name !== null);
  return [roleText[of.target.role](), ...places].join(' · ');
}

/** Why the review lists it, in one line. */
export function findingText({ finding, paper }: AccountReviewRow, unusedDays: number): string {
  switch (finding) {
    case 'moved':
      return m.acc_finding_moved({ place: paper?.place ?? '' });
    case 'assignment_ended':
      return m.acc_finding_assignment_ended({ day: dayName(paper?.to ?? '') });
    case 'never_assigned':
      return m.acc_finding_never_assigned();
    case 'mission_over':
      return m.acc_finding_mission_over();
    case 'unused':
      return m.acc_finding_unused({ days: String(unusedDays) });
    default:
      return exhaustive(finding);
  }
}

export function paperText({ number, signedOn, issuer }: Paper): string {
  return m.acc_by_paper({ number, day: dayName(signedOn), issuer });
}

/** From when to when, both days included; nothing where neither is set. */
export function daysText({ from, to }: { readonly from: string; readonly to: string }): string {
  if (from === '') return to === '' ? '' : m.acc_days_until({ to: dayName(to) });
  if (to === '') return m.acc_days_open({ from: dayName(from) });
  return m.acc_days({ from: dayName(from), to: dayName(to) });
}

export const accountRefusalText: Words<AccountRefusal> = {
  person_missing: m.acc_refusal_person_missing,
  name_missing: m.acc_refusal_name_missing,
  position_missing: m.acc_refusal_position_missing,
  phone_missing: m.acc_refusal_phone_missing,
  email_missing: m.acc_refusal_email_missing,
  phone_wrong: m.acc_refusal_phone_wrong,
  email_wrong: m.acc_refusal_email_wrong,
  place_missing: m.acc_refusal_place_missing,
  held_already: m.acc_refusal_held_already,
  not_held: m.acc_refusal_not_held,
  nothing_changed: m.acc_refusal_nothing_changed,
  days_missing: m.acc_refusal_days_missing,
  days_wrong: m.acc_refusal_days_wrong,
  paper_missing: m.acc_refusal_paper_missing,
  finding_wrong: m.acc_refusal_finding_wrong,
  reason_missing: m.acc_refusal_reason_missing,
  open_already: m.acc_refusal_open_already,
  proposed_already: m.acc_refusal_proposed_already,
  not_proposed: m.acc_refusal_not_proposed,
  settled_already: m.acc_refusal_settled_already,
  wrong_realm: m.acc_refusal_wrong_realm,
  not_consolidated: m.acc_refusal_not_consolidated,
  not_forwarded: m.acc_refusal_not_forwarded,
  not_approved: m.acc_refusal_not_approved,
  not_a_take_back: m.acc_refusal_not_a_take_back,
  suspended_already: m.acc_refusal_suspended_already,
  own_proposal: m.acc_refusal_own_proposal,
  own_account: m.acc_refusal_own_account,
  not_proposer: m.acc_refusal_not_proposer,
  commitment_missing: m.acc_refusal_commitment_missing,
  commitment_wrong: m.acc_refusal_commitment_wrong,
  account_missing: m.acc_refusal_account_missing,
  username_wrong: m.acc_refusal_username_wrong,
  username_taken: m.acc_refusal_username_taken,
};
