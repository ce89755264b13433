import type { FacilityAccess } from '@truc/domain/api';
import { escalationTargetOf, isOpen } from '@truc/domain/incident';
import { m } from '#messages';
import type { IncidentView } from './read-incidents.ts';
import type { ReasonChoice } from './reason-choice.ts';

/** What this person may do with the case besides its next step. */
export function otherChoices(
  { id: incident, shown }: IncidentView,
  access: FacilityAccess,
): readonly ReasonChoice[] {
  const { status } = shown;
  const found: ReasonChoice[] = [];
  const target = escalationTargetOf(access.facility.authority);
  if (access.handles && isOpen(status) && status !== 'escalated')
    found.push({
      label: m.violation_escalate(),
      variant: 'quiet',
      needed: true,
      command: (reason) => ({ type: 'escalate', body: { incident, target, automatic: false, reason } }),
    });
  if (
    access.manages &&
    (status === 'reported' || status === 'notified') &&
    shown.violation?.dismissal === null
  )
    found.push({
      label: m.violation_propose_dismissal(),
      variant: 'danger',
      needed: true,
      command: (reason) => ({ type: 'proposeDismissal', body: { incident, reason } }),
    });
  if (access.oversees && !isOpen(status))
    found.push({
      label: m.violation_reopen(),
      variant: 'quiet',
      needed: true,
      command: (reason) => ({ type: 'reopen', body: { incident, reason } }),
    });
  return found;
}

export function takeUpChoice({ id: incident }: IncidentView): ReasonChoice {
  return {
    label: m.violation_take_up(),
    variant: 'primary',
    needed: true,
    command: (reason) => ({ type: 'takeUp', body: { incident, reason } }),
  };
}

export function checkChoices({ id: incident }: IncidentView): readonly ReasonChoice[] {
  return [
    {
      label: m.violation_check_yes(),
      variant: 'primary',
      needed: false,
      command: (text) => ({ type: 'check', body: { incident, remedied: true, text } }),
    },
    {
      label: m.violation_check_no(),
      variant: 'quiet',
      needed: true,
      command: (text) => ({ type: 'check', body: { incident, remedied: false, text } }),
    },
  ];
}

/** Two persons: who proposed sees what waits, and his answer is refused in words. */
export function dismissalChoices({ id: incident }: IncidentView, proposal: number): readonly ReasonChoice[] {
  const answer = (agrees: boolean) => (reason: string) =>
    ({ type: 'answerDismissal', body: { incident, proposal, agrees, reason } }) as const;
  return [
    { label: m.violation_dismissal_agree(), variant: 'danger', needed: false, command: answer(true) },
    { label: m.violation_dismissal_disagree(), variant: 'quiet', needed: true, command: answer(false) },
  ];
}
