import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type IncidentAction = 'read_incident' | 'open_incident' | 'handle_incident' | 'check_incident';

export type IncidentQuestion = {
  readonly action: IncidentAction;
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly facility: Facility;
  readonly settings: ProvinceSettings;
};

/** GL-21: who opens an incident of a facility, works on it, sees it remedied, or reads it. Opening one makes it one's own record. */
export function mayInIncident(question: IncidentQuestion): Result<Role, Failure<Refusal>> {
  const owner = question.action === 'open_incident' ? question.person : null;
  return permits({ ...question, subject: { facility: question.facility, post: null, owner } });
}

/** What the command of this kind does, as a right. `to`: the status that a change of status asks for. */
export function incidentActionOf(kind: string, to: string | null): IncidentAction {
  if (kind === 'incident.open') return 'open_incident';
  return to === 'closed' ? 'check_incident' : 'handle_incident';
}
