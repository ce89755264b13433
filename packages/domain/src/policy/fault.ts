import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import { readFaultCommand } from '../fault-log/fold.ts';
import type { Action } from './permission-matrix.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export const faultActions = [
  'read_fault',
  'report_fault',
  'set_substitute',
  'join_fault',
  'coordinate_fault',
  'assign_own_fault',
  'repair_fault',
  'close_fault',
  'judge_interference',
  'ask_intervention',
  'authorise_intervention',
  'work_under_permit',
  'keep_inventory',
] as const;
export type FaultAction = (typeof faultActions)[number];

export type FaultQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  /** Null: of the central system, which only those see who reach over the whole province. */
  readonly facility: Facility | null;
  readonly settings: ProvinceSettings;
};

/** KH-19: who reports a fault also says whether one that the system proposes is one. */
export function mayReportFault(question: FaultQuestion): Result<Role, Failure<Refusal>> {
  return mayOnFault({ ...question, action: 'report_fault' });
}

/** GL-24, GL-25, GL-45: who reads a facility's faults, stands in for what is lost, coordinates, repairs and closes. */
export function mayOnFault(
  question: FaultQuestion & { readonly action: FaultAction },
): Result<Role, Failure<Refusal>> {
  const isCentral = question.facility === null;
  const action = isCentral ? (ofCentral[question.action] ?? question.action) : question.action;
  return permits({ ...question, action, subject: { facility: question.facility, post: null, owner: null } });
}

/** What is another right where the central system is meant. */
const ofCentral: Readonly<Partial<Record<FaultAction, Action>>> = {
  set_substitute: 'set_central_substitute',
  authorise_intervention: 'authorise_central_intervention',
};

/** What a command does, as rights of which one suffices. What cannot be read needs no more than the right to report. */
export function faultActionsOf(kind: string, v: number, body: string | null): readonly FaultAction[] {
  const reading = readFaultCommand({ kind, v, body: body ?? '' });
  if (reading.status !== 'read') return ['report_fault'];
  const { command } = reading;
  switch (command.type) {
    case 'report':
    case 'note':
    case 'foundDevice':
      // GL-16: whoever sees something that does not belong there says so.
      return ['report_fault'];
    case 'substitute':
    case 'check':
    case 'recover':
      return ['set_substitute'];
    case 'join':
      return ['join_fault'];
    case 'assign':
      // A facility's manager sends his own technician, and nobody else.
      return command.body.to === 'technician'
        ? ['coordinate_fault', 'assign_own_fault']
        : ['coordinate_fault'];
    case 'start':
    case 'park':
      return ['repair_fault'];
    case 'accept':
      // The watch sees the picture; whoever repairs checks the recording.
      return command.body.what === 'picture' ? ['set_substitute'] : ['repair_fault'];
    case 'close':
    case 'closeWithParent':
      return ['close_fault'];
    case 'judge':
      return ['judge_interference'];
    case 'askPermit':
      return ['ask_intervention'];
    case 'approvePermit':
    case 'refusePermit':
    case 'revokePermit':
      return ['authorise_intervention'];
    case 'beginWork':
    case 'checkWork':
    case 'endWork':
      return ['work_under_permit'];
    case 'listDevice':
    case 'placeDevice':
    case 'retireDevice':
    case 'settleFind':
      return ['keep_inventory'];
  }
}
