import { failure, type Failure, type Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type AuthoriseViewingQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly facility: Facility;
  readonly settings: ProvinceSettings;
  /** Who asks to watch. */
  readonly asker: string;
};

/**
 * KH-32: who may let another watch a sensitive camera of this facility: the authority that delegates its watch (GL-10, GL-11) or
 * its own manager. Nobody lets himself.
 */
export function mayAuthoriseViewing(
  question: AuthoriseViewingQuestion,
): Result<Role, Failure<Refusal | 'own_request'>> {
  if (question.person === question.asker) return failure('own_request', 'KH-32');
  const subject = { facility: question.facility, post: null, owner: null };
  return permits({ ...question, subject, action: 'authorise_viewing' });
}
