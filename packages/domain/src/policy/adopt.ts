import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type AdoptQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  /** Whose quarantine it is; null for the province's own, where posts without a facility and unknown scopes end. */
  readonly facility: Facility | null;
  readonly settings: ProvinceSettings;
};

/** Who reads what waits in quarantine, and takes it into the book. */
export function mayAdopt(question: AdoptQuestion): Result<Role, Failure<Refusal>> {
  const { facility } = question;
  const action = facility === null ? 'adopt_in_province' : 'adopt_quarantined';
  return permits({ ...question, subject: { facility, post: null, owner: null }, action });
}
