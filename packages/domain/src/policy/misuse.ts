import { failure, type Failure, type Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import type { IncidentAction } from './incident.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type MisuseAction = 'report_misuse' | 'read_misuse' | 'handle_misuse';

export type MisuseQuestion = {
  readonly action: MisuseAction;
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  /** Where the misuse was. */
  readonly facility: Facility;
  /** Whom the case is about. */
  readonly named: readonly string[];
  readonly settings: ProvinceSettings;
};

/** GL-18: whom a case is about cannot see it and cannot handle it, whatever roles he holds, and reports none about himself. */
export function mayInMisuse(question: MisuseQuestion): Result<Role, Failure<Refusal>> {
  if (question.named.includes(question.person)) return failure('not_permitted', 'GL-18');
  const { facility, person } = question;
  return permits({ ...question, subject: { facility, post: null, owner: person } });
}

const actions: Readonly<Record<IncidentAction, MisuseAction | null>> = {
  read_incident: 'read_misuse',
  handle_incident: 'handle_misuse',
  check_incident: 'handle_misuse',
  handle_violation: 'handle_misuse',
  check_remedy: 'handle_misuse',
  oversee_violation: 'handle_misuse',
  export_incident: 'handle_misuse',
  // It is begun by the server alone, when somebody reports it.
  open_incident: null,
  record_violation: null,
};

/** What a command on an incident asks for where the incident is such a case; null: nobody may. */
export function misuseActionOf(action: IncidentAction): MisuseAction | null {
  return actions[action];
}
