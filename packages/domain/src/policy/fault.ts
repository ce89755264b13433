import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type FaultQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  /** Null: of the central system, which only those see who reach over the whole province. */
  readonly facility: Facility | null;
  readonly settings: ProvinceSettings;
};

/** KH-19: who reports a fault also says whether one that the system proposes is one. */
export function mayReportFault(question: FaultQuestion): Result<Role, Failure<Refusal>> {
  const subject = { facility: question.facility, post: null, owner: null };
  return permits({ ...question, subject, action: 'report_fault' });
}
