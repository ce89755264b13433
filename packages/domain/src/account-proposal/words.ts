/** Words of proposals about accounts, and the clauses that their refusals stand on. */

/** Which of the two realms of accounts (GL-01, GL-10, GL-28), or the province's own people, who belong to neither. */
export const accountRealms = ['facility', 'central', 'province'] as const;
export type AccountRealm = (typeof accountRealms)[number];

/** `keep`: an account that nobody used for long stays, for a reason and until a day. */
export const accountWishes = ['give', 'change', 'take_back', 'keep'] as const;
export type AccountWish = (typeof accountWishes)[number];

export const accountStates = [
  'proposed',
  'returned',
  'consolidated',
  'forwarded',
  'approved',
  'refused',
  'withdrawn',
  'done',
  'kept',
] as const;
export type AccountState = (typeof accountStates)[number];

/** Why a right stands that no living paper carries. */
export const accountFindings = [
  'moved',
  'assignment_ended',
  'never_assigned',
  'mission_over',
  'unused',
] as const;
export type AccountFinding = (typeof accountFindings)[number];

export const accountRefusals = [
  'person_missing',
  'name_missing',
  'position_missing',
  'phone_missing',
  'email_missing',
  'phone_wrong',
  'email_wrong',
  'place_missing',
  'held_already',
  'not_held',
  'nothing_changed',
  'days_missing',
  'days_wrong',
  'paper_missing',
  'finding_wrong',
  'reason_missing',
  'open_already',
  'proposed_already',
  'not_proposed',
  'settled_already',
  'wrong_realm',
  'not_consolidated',
  'not_forwarded',
  'not_approved',
  'not_a_take_back',
  'suspended_already',
  'own_proposal',
  'own_account',
  'not_proposer',
  'commitment_missing',
  'commitment_wrong',
  'account_missing',
  'username_wrong',
  'username_taken',
] as const;
export type AccountRefusal = (typeof accountRefusals)[number];

export const accountClauses: Readonly<Record<AccountRefusal, string>> = {
  person_missing: 'GL-05',
  name_missing: 'GL-28, GL-31',
  position_missing: 'GL-28, GL-31',
  phone_missing: 'GL-28, GL-31',
  email_missing: 'GL-28, GL-31',
  phone_wrong: 'GL-28, GL-31',
  email_wrong: 'GL-28, GL-31',
  place_missing: 'GL-10, GL-11, GL-20',
  held_already: 'GL-05',
  not_held: 'GL-05',
  nothing_changed: 'BT-05',
  days_missing: 'KH-32',
  days_wrong: 'KH-32',
  paper_missing: 'GL-10, GL-11, GL-20, GL-37',
  finding_wrong: 'GL-20',
  reason_missing: 'BT-05',
  open_already: 'GL-29',
  proposed_already: 'GL-29',
  not_proposed: 'GL-29',
  settled_already: 'GL-29',
  wrong_realm: 'GL-29, GL-37',
  not_consolidated: 'GL-29, GL-37',
  not_forwarded: 'GL-37',
  not_approved: 'GL-10, GL-11, GL-37',
  not_a_take_back: 'GL-05',
  suspended_already: 'GL-05',
  own_proposal: 'GL-10, GL-11',
  own_account: 'GL-05',
  not_proposer: 'GL-29',
  commitment_missing: 'GL-05, BT-07',
  commitment_wrong: 'GL-05, BT-07',
  account_missing: 'GL-05',
  username_wrong: 'GL-05',
  username_taken: 'GL-05',
};
