import { reviewOf, type ReviewAnswer } from '@truc/domain/account-proposal';
import { dayOf, type AssignmentDocument } from '@truc/domain/shift';
import type { Register } from '../access/register.ts';
import type { KnownProposal, StandingRight } from './read-accounts.ts';

export type ReviewedRight = ReviewAnswer & {
  readonly right: StandingRight;
  readonly lastUsedAt: number | null;
};

export type ReviewParts = {
  readonly register: Register;
  readonly uses: ReadonlyMap<string, number>;
  readonly now: number;
};

/** GL-20: those of the given rights that no living paper carries, or whose account nobody uses; in that order of weight. */
export function reviewRights(
  rights: readonly StandingRight[],
  proposals: readonly KnownProposal[],
  parts: ReviewParts,
): readonly ReviewedRight[] {
  const { register, now } = parts;
  const documents = documentsByPerson(register);
  const kept = new Set(proposals.filter((one) => isKept(one, now)).map(({ right }) => right));
  return rights
    .filter(({ isInForce }) => isInForce)
    .flatMap((right) => {
      const answer = reviewRight(right, { ...parts, documents: documents.get(right.person) ?? [] });
      if (answer === null || (answer.finding === 'unused' && kept.has(right.right))) return [];
      return [answer];
    });
}

export function reviewRight(
  right: StandingRight,
  { register, uses, now, documents }: ReviewParts & { readonly documents: readonly AssignmentDocument[] },
): ReviewedRight | null {
  const { facility } = right.target;
  const lastUsedAt = uses.get(right.person) ?? null;
  const answer = reviewOf({
    person: right.person,
    target: right.target,
    since: right.since,
    facilityState: facility === null ? null : (register.facilities.get(facility)?.state ?? null),
    documents,
    facilityOf: (post) => register.posts.get(post)?.facility ?? null,
    lastUsedAt,
    unusedDays: register.accountUnusedDays,
    now,
  });
  return answer === null ? null : { ...answer, right, lastUsedAt };
}

function isKept({ state, to }: KnownProposal, now: number): boolean {
  return state === 'kept' && dayOf(now) <= to;
}

export function documentsByPerson({ documents }: Register): ReadonlyMap<string, AssignmentDocument[]> {
  const byPerson = new Map<string, AssignmentDocument[]>();
  for (const document of documents)
    for (const person of document.people) {
      const known = byPerson.get(person);
      if (known === undefined) byPerson.set(person, [document]);
      else known.push(document);
    }
  return byPerson;
}
