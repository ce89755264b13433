import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import type { FocalAgency } from '../focal-list/focal-list.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

/** What is done at a facility as a whole: inspecting it (GL-30), surveying it (QT-02), looking after its devices (KH-17). */
export const facilityActions = [
  'inspect_centrally',
  'survey',
  'read_inspection',
  'answer_finding',
  'read_maintenance',
  'maintain_devices',
  'decide_maintenance',
] as const;
export type FacilityAction = (typeof facilityActions)[number];

type Asker = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly settings: ProvinceSettings;
};

export function mayAtFacility(
  question: Asker & { readonly action: FacilityAction; readonly facility: Facility },
): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: { facility: question.facility, post: null, owner: null } });
}

/** GL-28, GL-31: an agency's own people propose who uses the central system, and nobody proposes for another agency. */
export function mayProposeFocalList(question: Asker & { readonly agency: FocalAgency }): boolean {
  const assignments = question.assignments.filter(({ role }) => role === question.agency);
  const subject = { facility: null, post: null, owner: question.person };
  return permits({ ...question, assignments, action: 'propose_central_account', subject }).ok;
}

/** GL-29, GL-37: who consolidates the lists of all agencies. */
export function mayConsolidateFocalLists(question: Asker): boolean {
  const subject = { facility: null, post: null, owner: null };
  return permits({ ...question, action: 'consolidate_accounts', subject }).ok;
}
