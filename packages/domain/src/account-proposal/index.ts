export { accountRealmOf, AccountActSchema, AccountTargetSchema } from './acts.ts';
export type { AccountAct, AccountTarget, ProposeAccount } from './acts.ts';
export { decide, longestKeepDays, usernamePattern } from './decide.ts';
export type { AccountMeta, HeldRight } from './decide.ts';
export { evolve, isLate, isOpen, verdictOf } from './proposal.ts';
export type { AccountProposal, AccountStep } from './proposal.ts';
export { reviewOf, usualUnusedDays } from './review.ts';
export type { ReviewAnswer, ReviewQuestion } from './review.ts';
export {
  accountClauses,
  accountFindings,
  accountRealms,
  accountRefusals,
  accountStates,
  accountWishes,
} from './words.ts';
export type { AccountFinding, AccountRealm, AccountRefusal, AccountState, AccountWish } from './words.ts';
