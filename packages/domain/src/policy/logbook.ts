import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility, Post } from '../facility/facility.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type LogbookQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly post: Post;
  /** The post's facility; null for a post of the province itself (IOC, operator's NOC). */
  readonly facility: Facility | null;
  readonly settings: ProvinceSettings;
};

/** GL-22: the watch of the post writes its book. */
export function mayWriteLogbook(question: LogbookQuestion): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: subjectOf(question), action: 'write_logbook' });
}

/** GL-23: the watch, its manager, the agencies and the auditor read it. */
export function mayReadLogbook(question: LogbookQuestion): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: subjectOf(question), action: 'read_logbook' });
}

/** GL-23: the manager vouches for an entry that was put right after its author's own time. */
export function mayCountersignLogbook(question: LogbookQuestion): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: subjectOf(question), action: 'countersign_logbook' });
}

/** GL-23: the watch of the post takes it, hands it over and accepts it. */
export function mayHandOverShift(question: LogbookQuestion): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: subjectOf(question), action: 'hand_over_shift' });
}

/** GL-20, GL-23: who answers for the watch explains its gaps and decides between handovers that contradict each other. */
export function mayAccountForWatch(question: LogbookQuestion): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: subjectOf(question), action: 'account_for_watch' });
}

/** GL-20: who enters the document that appoints the watch of a facility's post. */
export function mayAppointWatch(question: LogbookQuestion): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: subjectOf(question), action: 'propose_facility_watch' });
}

/** GL-20, GL-23: who is called when those who answer for the watch do not. */
export function mayOverseeWatch(question: LogbookQuestion): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: subjectOf(question), action: 'oversee_watch' });
}

function subjectOf({ facility, post }: LogbookQuestion) {
  return { facility, post: post.id, owner: null };
}
