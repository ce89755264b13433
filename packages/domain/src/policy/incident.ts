import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type IncidentAction =
  | 'read_incident'
  | 'open_incident'
  | 'handle_incident'
  | 'check_incident'
  | 'record_violation'
  | 'handle_violation'
  | 'check_remedy'
  | 'oversee_violation'
  | 'export_incident';

/** What is asked of a person as of the author of a record of his own. */
const ownRecord: ReadonlySet<IncidentAction> = new Set(['open_incident', 'record_violation']);

export type IncidentQuestion = {
  readonly action: IncidentAction;
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly facility: Facility;
  readonly settings: ProvinceSettings;
};

/** GL-21: who opens an incident of a facility, works on it, sees it remedied, or reads it. Opening one makes it one's own record. */
export function mayInIncident(question: IncidentQuestion): Result<Role, Failure<Refusal>> {
  const owner = ownRecord.has(question.action) ? question.person : null;
  return permits({ ...question, subject: { facility: question.facility, post: null, owner } });
}

const actionOf: Readonly<Record<string, IncidentAction>> = {
  'incident.open': 'open_incident',
  'incident.report': 'record_violation',
  'incident.notify': 'record_violation',
  'incident.acknowledge': 'handle_violation',
  'incident.measure': 'handle_violation',
  'incident.outcome': 'handle_violation',
  'incident.propose_dismissal': 'handle_violation',
  'incident.check': 'check_remedy',
  'incident.take_up': 'oversee_violation',
  'incident.reopen': 'oversee_violation',
};

/** What the command of this kind does, as a right. `to`: the status that a change of status asks for. */
export function incidentActionOf(kind: string, to: string | null): IncidentAction {
  return actionOf[kind] ?? (to === 'closed' ? 'check_incident' : 'handle_incident');
}
