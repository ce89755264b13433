/** Which step of a violation may be taken from where, and by whom as far as the case itself decides it (GL-21, GL-07). */
import type { CaseCommand } from './case-commands.ts';
import type { Incident, IncidentStatus } from './incident.ts';
import { isOpen } from './violation.ts';

/** Why a step does not apply. Each stands for a clause that the screen names. */
export type CaseFault =
  | 'not_a_violation'
  | 'already_reported'
  | 'needs_notice'
  | 'needs_acknowledgement'
  | 'needs_measure'
  | 'already_ended'
  | 'past_dismissal'
  | 'no_proposal'
  | 'same_person'
  | 'closer_is_recorder'
  | 'not_handed_up'
  | 'not_ended'
  | 'needs_own_step'
  | 'not_the_system'
  | 'acknowledged_meanwhile'
  | 'named_in_case';

/** Who speaks for the system itself. The server alone writes by this name, from a device that nobody signs in on. */
export const systemActor = 'truc-system';

export function stepFault(incident: Incident, command: CaseCommand, actor: string): CaseFault | null {
  const { status, violation, opened } = incident;
  if (command.type === 'report') {
    const isFirst = opened === null || violation !== null;
    return isFirst ? null : 'already_reported';
  }
  if (violation === null) return 'not_a_violation';
  switch (command.type) {
    case 'notify':
      return isOpen(status) ? null : 'already_ended';
    case 'acknowledge':
      return acknowledgeFault(status);
    case 'measure':
      return measureFault(status);
    case 'check':
      return opened?.by === actor ? 'closer_is_recorder' : checkFault(status);
    case 'proposeDismissal':
      return dismissalFault(status);
    case 'answerDismissal':
      if (violation.dismissal === null || violation.dismissal.seq !== command.body.proposal)
        return dismissalFault(status) ?? 'no_proposal';
      return violation.dismissal.by === actor ? 'same_person' : dismissalFault(status);
    case 'escalate':
      if (command.body.automatic !== (actor === systemActor)) return 'not_the_system';
      if (command.body.automatic) return automaticFault(status);
      return isOpen(status) ? null : 'already_ended';
    case 'takeUp':
      return status === 'escalated' || status === 'reopened' ? null : 'not_handed_up';
    case 'reopen':
      return isOpen(status) ? 'not_ended' : null;
    case 'outcome':
      return status === 'dismissed' ? 'already_ended' : beforeHandling(status);
    case 'recording':
      return null;
  }
}

/** What a manager acknowledges after it was handed up is noted; the case stays with whom it was handed to. */
function acknowledgeFault(status: IncidentStatus): CaseFault | null {
  if (status === 'reported') return 'needs_notice';
  if (!isOpen(status)) return 'already_ended';
  return status === 'reopened' ? 'not_handed_up' : null;
}

/** What somebody acknowledged in the meantime does not go up by itself. */
function automaticFault(status: IncidentStatus): CaseFault | null {
  if (!isOpen(status)) return 'already_ended';
  return ['reported', 'notified', 'escalated'].includes(status) ? null : 'acknowledged_meanwhile';
}

function measureFault(status: IncidentStatus): CaseFault | null {
  if (!isOpen(status)) return 'already_ended';
  return status === 'handling' || status === 'awaiting_check' ? null : 'needs_acknowledgement';
}

function checkFault(status: IncidentStatus): CaseFault | null {
  if (!isOpen(status)) return 'already_ended';
  return status === 'awaiting_check' ? null : 'needs_measure';
}

function dismissalFault(status: IncidentStatus): CaseFault | null {
  if (!isOpen(status)) return 'already_ended';
  return status === 'reported' || status === 'notified' ? null : 'past_dismissal';
}

function beforeHandling(status: IncidentStatus): CaseFault | null {
  return status === 'reported' || status === 'notified' ? 'needs_acknowledgement' : null;
}
