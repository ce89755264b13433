/** Account proposals and rights as the registers hold them. */
import {
  AccountActSchema,
  accountRealmOf,
  evolve,
  isOpen,
  type AccountProposal,
  type AccountTarget,
  type HeldRight,
} from '@truc/domain/account-proposal';
import { dayOf } from '@truc/domain/shift';
import type pg from 'pg';
import * as v from 'valibot';
import type { Register, TimedAssignment } from '../access/register.ts';
import type { DossierAct, DossierStore } from './dossier-store.ts';

const FactSchema = v.pipe(v.string(), v.parseJson(), AccountActSchema);

/** What a proposal's acts fold to. */
export function foldAccount(acts: readonly DossierAct[]): AccountProposal | null {
  return acts.reduce<AccountProposal | null>(
    (proposal, { fact, by, at }) => evolve(proposal, v.parse(FactSchema, fact), { by, at }),
    null,
  );
}

export type KnownProposal = AccountProposal & { readonly id: string };

/** Those with the newest act first. */
export async function readProposals(dossiers: DossierStore): Promise<readonly KnownProposal[]> {
  return [...(await dossiers.recent('account'))].flatMap(([id, acts]) => {
    const proposal = foldAccount(acts);
    return proposal === null ? [] : [{ ...proposal, id }];
  });
}

/** A right of the register, in force or not yet begun. `since`: ms. */
export type StandingRight = HeldRight & { readonly since: number; readonly isInForce: boolean };

export function standingRights(register: Register, now: number): readonly StandingRight[] {
  return [...register.assignments].flatMap(([person, held]) =>
    held.filter(({ validTo }) => validTo > now).map((one) => toRight(person, one, now)),
  );
}

function toRight(
  person: string,
  { id, assignment, validFrom, validTo }: TimedAssignment,
  now: number,
): StandingRight {
  const to = Number.isFinite(validTo) ? dayOf(validTo - 1) : '';
  return {
    right: id,
    person,
    target: assignment,
    from: dayOf(validFrom),
    to,
    since: validFrom,
    isInForce: validFrom <= now,
  };
}

export function isSameTarget(a: AccountTarget, b: AccountTarget): boolean {
  return a.role === b.role && a.facility === b.facility && a.district === b.district && a.post === b.post;
}

/** Whether another open proposal is about the same right, or would give the same to the same person. */
export function isProposedElsewhere(
  proposals: readonly KnownProposal[],
  asked: {
    readonly id: string;
    readonly right: string | null;
    readonly who: string | null;
    readonly target: AccountTarget | null;
  },
): boolean {
  return proposals
    .filter((proposal) => proposal.id !== asked.id && isOpen(proposal))
    .some((proposal) =>
      asked.right === null
        ? proposal.wish === 'give' &&
          asked.target !== null &&
          isSameTarget(proposal.target, asked.target) &&
          (proposal.person ?? proposal.holder?.email.toLowerCase()) === asked.who
        : proposal.right === asked.right,
    );
}

/** GL-10, GL-11, GL-20: whether there is such a place for such a role. A district is given by provisioning alone. */
export function isPlace({ facilities, posts }: Register, target: AccountTarget): boolean {
  const { role, facility, district, post: id } = target;
  if (district !== null) return false;
  const post = id === null ? null : posts.get(id);
  if (post === undefined) return false;
  if (accountRealmOf(role) !== 'facility') {
    const kind = role === 'ioc' ? 'ioc' : role === 'operator' ? 'operator_noc' : null;
    return facility === null && (post === null || (kind !== null && post.kind === kind));
  }
  if (facility === null || !facilities.has(facility)) return false;
  return post === null || (role === 'facility_watch' && post.facility === facility);
}

/** When each person last signed in or had his lease renewed, ms; whoever never did is left out. */
export async function lastUses(
  pool: pg.Pool,
  people: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ person: string; at: number | null }>(lastUse, [people]);
  return new Map(rows.flatMap(({ person, at }) => (at === null ? [] : [[person, at]])));
}

const lastUse = `
  select person, greatest(
    (select (extract(epoch from at) * 1000)::float8 from audit
     where audit.person = asked.person and action = 'sign_in' and outcome = 'granted'
     order by at desc limit 1),
    (select issued_at::float8 from lease where lease.person = asked.person order by issued_at desc limit 1)) as at
  from unnest($1::text[]) as asked (person)`;
