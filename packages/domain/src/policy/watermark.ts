import type { RoleAssignment } from '../account/role.ts';
import type { ProvinceSettings } from './permits.ts';

/**
 * Whether live pictures carry their viewer's name (GL-05, GL-09: who gave a picture on can be told from it). On for everybody,
 * unless every role that he holds is one that the province has exempted on paper.
 */
export function isWatermarked(
  assignments: readonly RoleAssignment[],
  { watermarkExempt = [] }: ProvinceSettings,
): boolean {
  return assignments.length === 0 || assignments.some(({ role }) => !watermarkExempt.includes(role));
}
