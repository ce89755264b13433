/** Accounts as one person may see them: rights that he answers for, what the review says of them, and proposals. */
import {
  accountRealmOf,
  isLate,
  isOpen,
  type AccountProposal,
  type AccountTarget,
} from '@truc/domain/account-proposal';
import type {
  AccountMove,
  AccountPlace,
  AccountProposalView,
  AccountReviewRow,
  AccountRight,
  AccountsResponse,
} from '@truc/domain/api';
import { roles, type Role } from '@truc/domain/account';
import { dayOf } from '@truc/domain/shift';
import type pg from 'pg';
import type { Register } from '../access/register.ts';
import { reviewRights, type ReviewedRight } from './account-review.ts';
import type { DossierStore } from './dossier-store.ts';
import { nameOf, type Desk } from './inspection-desk.ts';
import {
  isPlace,
  lastUses,
  readProposals,
  standingRights,
  type KnownProposal,
  type StandingRight,
} from './read-accounts.ts';

export type AccountDeskParts = { readonly dossiers: DossierStore; readonly pool: pg.Pool };

export async function listAccounts(
  desk: Desk,
  { dossiers, pool }: AccountDeskParts,
): Promise<AccountsResponse> {
  const { register, rights, now } = desk;
  const standing = standingRights(register, now);
  const answered = standing.filter(({ target }) => rights.mayProposeAccount('take_back', target));
  const people = [...new Set(answered.map(({ person }) => person))];
  const [all, uses] = await Promise.all([readProposals(dossiers), lastUses(pool, people)]);
  const proposals = all
    .filter((proposal) => isHis(proposal, desk))
    .map((proposal) => describeProposal(proposal, desk));
  const review = reviewRights(answered, all, { register, uses, now }).map((row) =>
    describeReviewed(row, desk, all),
  );
  const waiting = proposals.filter(({ may }) => may.some((move) => move !== 'withdraw'));
  return {
    today: dayOf(now),
    unusedDays: register.accountUnusedDays,
    todo: review.filter(({ proposal }) => proposal === null).length + waiting.length,
    review,
    proposals,
    rights: answered.map((right) => describeRight(right, desk)),
    places: placesOf(desk),
    holders: rights.mayCarryOutAccounts()
      ? [...register.people.values()].map(({ id, name, agency }) => ({ id, name, agency }))
      : [],
  };
}

/** Whether accounts are anybody's concern here: then the page of accounts is. */
export function hasAccountDesk({ register, rights }: Pick<Desk, 'register' | 'rights'>): boolean {
  return (
    rights.mayCarryOutAccounts() ||
    targetsOf(register).some(
      (target) => rights.mayDecideAccount(target) || rights.mayProposeAccount('give', target),
    )
  );
}

function isHis(proposal: AccountProposal, { rights }: Desk): boolean {
  const { target, wish, by } = proposal;
  return (
    by === rights.person ||
    rights.mayCarryOutAccounts() ||
    rights.mayDecideAccount(target) ||
    rights.mayProposeAccount(wish, target)
  );
}

function describeRight(right: StandingRight, { register, rights }: Desk): AccountRight {
  const { right: id, person, target, from, to } = right;
  return {
    right: id,
    person,
    name: nameOf(register, person),
    position: register.people.get(person)?.position ?? '',
    ...describeTarget(target, register),
    from,
    to,
    mayChange: rights.mayProposeAccount('change', target),
    mayTakeBack: rights.mayProposeAccount('take_back', target),
  };
}

function describeTarget(target: AccountTarget, { facilities, posts }: Register) {
  const { facility, post } = target;
  return {
    target,
    facilityName: facility === null ? null : (facilities.get(facility)?.name ?? facility),
    postName: post === null ? null : (posts.get(post)?.name ?? post),
  };
}

function describeReviewed(
  { right, finding, paper, lastUsedAt }: ReviewedRight,
  desk: Desk,
  proposals: readonly KnownProposal[],
): AccountReviewRow {
  const { register, rights } = desk;
  const open = proposals.find((proposal) => proposal.right === right.right && isOpen(proposal));
  return {
    right: describeRight(right, desk),
    finding,
    paper: paper && {
      number: paper.number,
      signedOn: paper.signedOn,
      issuer: paper.signatory,
      place: placeOf(paper.post, register),
      from: paper.from,
      to: paper.to ?? '',
    },
    lastUsedAt,
    proposal: open?.id ?? null,
    mayKeep: finding === 'unused' && rights.mayProposeAccount('keep', right.target),
  };
}

function placeOf(id: string, { posts, facilities }: Register): string {
  const post = posts.get(id);
  const facility = facilities.get(post?.facility ?? '');
  return facility?.name ?? post?.name ?? id;
}

export function describeProposal(proposal: KnownProposal, desk: Desk): AccountProposalView {
  const { register, now } = desk;
  const { target, person, holder, by, at } = proposal;
  return {
    id: proposal.id,
    by,
    name: nameOf(register, by),
    at,
    wish: proposal.wish,
    realm: proposal.realm,
    state: proposal.state,
    right: proposal.right,
    person,
    personName: person === null ? (holder?.name ?? '') : nameOf(register, person),
    holder,
    ...describeTarget(target, register),
    from: proposal.from,
    to: proposal.to,
    paper: proposal.paper,
    finding: proposal.finding,
    reason: proposal.reason,
    isSuspended: proposal.isSuspended,
    isLate: isLate(proposal, { today: dayOf(now), dayOfAt: dayOf(at) }),
    steps: proposal.steps.map((step) => ({ ...step, name: nameOf(register, step.by) })),
    may: movesOf(proposal, desk),
  };
}

/** What this person may do with it now; the decision itself is the domain's. */
function movesOf(proposal: AccountProposal, { rights }: Desk): AccountMove[] {
  const { state, realm, by, target, isSuspended } = proposal;
  const isOwn = by === rights.person;
  if (state === 'returned') return isOwn ? ['propose_again'] : [];
  if (!isOpen(proposal)) return [];
  const isAbout = proposal.person === rights.person;
  const moves: AccountMove[] = [];
  if (isOwn && state !== 'approved') moves.push('withdraw');
  if (!isOwn && !isAbout && rights.mayDecideAccount(target)) moves.push(...handsOf(state, realm));
  if (isAbout || !rights.mayCarryOutAccounts()) return moves;
  if (state === 'approved') moves.push('carry_out');
  else if (proposal.wish === 'take_back' && !isSuspended) moves.push('suspend');
  return moves;
}

function handsOf(state: AccountProposal['state'], realm: AccountProposal['realm']): AccountMove[] {
  if (state === 'proposed') return realm === 'central' ? ['consolidate', 'return'] : ['decide', 'return'];
  if (state === 'consolidated') return ['forward'];
  return state === 'forwarded' ? ['decide'] : [];
}

function placesOf({ register, rights }: Desk): AccountPlace[] {
  return targetsOf(register)
    .filter((target) => rights.mayProposeAccount('give', target))
    .map(({ role, facility }) => ({
      role,
      facility,
      facilityName: facility === null ? null : (register.facilities.get(facility)?.name ?? facility),
      posts: [...register.posts.values()]
        .filter(({ id }) => isPlace(register, { role, facility, district: null, post: id }))
        .map(({ id, name }) => ({ id, name })),
    }));
}

/** Every role at every place, without posts. Districts are given by provisioning alone. */
function targetsOf({ facilities }: Register): AccountTarget[] {
  const at = (role: Role, facility: string | null) => ({ role, facility, district: null, post: null });
  return roles
    .filter((role) => role !== 'district_pc')
    .flatMap((role) =>
      accountRealmOf(role) === 'facility'
        ? [...facilities.keys()].map((facility) => at(role, facility))
        : [at(role, null)],
    );
}
