import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { CameraSystem } from '../camera/camera.ts';
import type { Facility } from '../facility/facility.ts';
import type { ExportAct } from '../footage-export/acts.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type ExportAction =
  'request_export' | 'approve_export' | 'record_export_paper' | 'execute_export' | 'read_export';

/** `system`: out of which of the two systems it is taken (GL-01). */
export type ExportQuestion = {
  readonly action: ExportAction;
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly facility: Facility;
  readonly system: CameraSystem;
  readonly settings: ProvinceSettings;
};

/**
 * GL-09, GL-14, KH-24: who asks for recordings of a facility, who enters and who confirms the written permission, who carries
 * it out, who reads of it. The operator runs the central system alone, a manager that of his facility alone.
 */
export function mayOnExport(question: ExportQuestion): Result<Role, Failure<Refusal>> {
  const { action, facility, system, person } = question;
  const assignments = question.assignments.filter(({ role, facility: place }) => {
    if (role === 'operator') return system === 'CENTRAL';
    if (role !== 'facility_manager') return true;
    // A manager reads what is asked for of his facility through either system, and takes out of his own alone.
    return place === facility.id && (action !== 'execute_export' || system === 'FACILITY');
  });
  const owner = action === 'request_export' ? person : null;
  return permits({ ...question, assignments, subject: { facility, post: null, owner } });
}

/** What each act asks for: one of these is enough. */
export function exportActionOf({ type }: Pick<ExportAct, 'type'>): readonly ExportAction[] {
  switch (type) {
    case 'submit':
    case 'turn_away':
      return ['request_export'];
    case 'extract':
    case 'hand_over':
    case 'close':
      return ['execute_export'];
    case 'refuse':
    case 'enter_paper':
    case 'check_paper':
    case 'revoke':
      return ['record_export_paper', 'approve_export'];
  }
}
