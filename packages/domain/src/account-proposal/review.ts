/** GL-20: which rights stand that no living paper carries any more, and accounts that nobody uses. */
import type { FacilityState } from '../facility/facility.ts';
import { dayMs } from '../shift/civil-day.ts';
import { isInForce, type AssignmentDocument } from '../shift/plan.ts';
import type { Role } from '../account/role.ts';
import type { AccountTarget } from './acts.ts';
import type { AccountFinding } from './words.ts';

/** [ĐX] After so many days without a sign-in an account counts as unused; the province may set another number. */
export const usualUnusedDays = 30;
/** [ĐX] Days in which the paper that appoints a new watcher may still come. */
const graceDays = 3;

const watches: readonly Role[] = ['facility_watch', 'ioc', 'operator'];
const afterMission: readonly FacilityState[] = ['mission_ended', 'reported', 'disposition_decided'];
const afterAll: readonly FacilityState[] = ['disposed', 'archived'];

export type ReviewQuestion = {
  readonly person: string;
  readonly target: AccountTarget;
  /** Since when the right stands, ms. */
  readonly since: number;
  /** State of the facility that the right is over. */
  readonly facilityState: FacilityState | null;
  /** Documents that name this person, of all posts and days. */
  readonly documents: readonly AssignmentDocument[];
  /** Facility of a post. */
  readonly facilityOf: (post: string) => string | null;
  /** When he last signed in or renewed his lease; null: never. */
  readonly lastUsedAt: number | null;
  readonly unusedDays: number;
  readonly now: number;
};

/** `paper`: the one that says so, where there is one: that of the new place, or the one that ended. */
export type ReviewAnswer = {
  readonly finding: AccountFinding;
  readonly paper: AssignmentDocument | null;
};

/** Null: the right is in order. */
export function reviewOf(question: ReviewQuestion): ReviewAnswer | null {
  return findingOfPlace(question) ?? findingOfPapers(question) ?? findingOfUse(question);
}

function findingOfPlace({ target, facilityState: state }: ReviewQuestion): ReviewAnswer | null {
  if (state === null) return null;
  const isOver =
    afterAll.includes(state) || (target.role === 'facility_watch' && afterMission.includes(state));
  return isOver ? { finding: 'mission_over', paper: null } : null;
}

function findingOfPapers(question: ReviewQuestion): ReviewAnswer | null {
  const { target, documents, now, since } = question;
  if (!isOfWatch(target)) return null;
  const living = newestFirst(documents.filter((document) => isInForce(document, now)));
  if (living.some((document) => isThere(document, question))) return null;
  const [elsewhere] = living;
  if (elsewhere !== undefined) return { finding: 'moved', paper: elsewhere };
  const [ended] = newestFirst(documents.filter((document) => isThere(document, question)));
  if (ended !== undefined) return { finding: 'assignment_ended', paper: ended };
  return now - since < graceDays * dayMs ? null : { finding: 'never_assigned', paper: null };
}

/** A repairer or an officer of the IOC without a post keeps no watch: no assignment document is about him. */
function isOfWatch({ role, post }: AccountTarget): boolean {
  return role === 'facility_watch' || (watches.includes(role) && post !== null);
}

/** A paper that begins later carries nothing yet, and ends nothing. */
function isThere({ post }: AssignmentDocument, { target, facilityOf }: ReviewQuestion): boolean {
  if (target.post !== null) return post === target.post;
  return target.facility !== null && facilityOf(post) === target.facility;
}

function newestFirst(documents: readonly AssignmentDocument[]): readonly AssignmentDocument[] {
  return documents.toSorted((a, b) => (a.from === b.from ? 0 : a.from < b.from ? 1 : -1));
}

function findingOfUse({ lastUsedAt, since, unusedDays, now }: ReviewQuestion): ReviewAnswer | null {
  const last = Math.max(lastUsedAt ?? 0, since);
  return now - last >= unusedDays * dayMs ? { finding: 'unused', paper: null } : null;
}
