import { describe, expect, it } from 'vitest';
import { systemActor, type CaseFault } from './case-steps.ts';
import { incidentStatuses, type Incident, type IncidentStatus } from './incident.ts';
import { openedLog, write } from './testing-log.ts';
import { caseAt, reportSpoken, spoken, type StepName } from './testing-case.ts';
import { notifyDelayMs } from './violation.ts';

/** Where each step leads from each status, said by somebody (`b`, `d`) who is not the recorder: a status, or why not. */
type Answer = IncidentStatus | CaseFault;
const columns = incidentStatuses;
const table: Readonly<Record<StepName | 'agree', readonly Answer[]>> = {
  // reported, notified, handling, awaiting_check, closed, dismissed, escalated, reopened
  notify: [
    'notified',
    'notified',
    'handling',
    'awaiting_check',
    'already_ended',
    'already_ended',
    'escalated',
    'reopened',
  ],
  acknowledge: [
    'needs_notice',
    'handling',
    'handling',
    'awaiting_check',
    'already_ended',
    'already_ended',
    'escalated',
    'not_handed_up',
  ],
  measure: [
    'needs_acknowledgement',
    'needs_acknowledgement',
    'awaiting_check',
    'awaiting_check',
    'already_ended',
    'already_ended',
    'needs_acknowledgement',
    'needs_acknowledgement',
  ],
  remedied: [
    'needs_measure',
    'needs_measure',
    'needs_measure',
    'closed',
    'already_ended',
    'already_ended',
    'needs_measure',
    'needs_measure',
  ],
  notRemedied: [
    'needs_measure',
    'needs_measure',
    'needs_measure',
    'handling',
    'already_ended',
    'already_ended',
    'needs_measure',
    'needs_measure',
  ],
  proposeDismissal: [
    'reported',
    'notified',
    'past_dismissal',
    'past_dismissal',
    'already_ended',
    'already_ended',
    'past_dismissal',
    'past_dismissal',
  ],
  agree: [
    'no_proposal',
    'no_proposal',
    'past_dismissal',
    'past_dismissal',
    'already_ended',
    'already_ended',
    'past_dismissal',
    'past_dismissal',
  ],
  escalate: [
    'escalated',
    'escalated',
    'escalated',
    'escalated',
    'already_ended',
    'already_ended',
    'escalated',
    'escalated',
  ],
  takeUp: [
    'not_handed_up',
    'not_handed_up',
    'not_handed_up',
    'not_handed_up',
    'not_handed_up',
    'not_handed_up',
    'handling',
    'handling',
  ],
  reopen: [
    'not_ended',
    'not_ended',
    'not_ended',
    'not_ended',
    'reopened',
    'reopened',
    'not_ended',
    'not_ended',
  ],
  outcome: [
    'needs_acknowledgement',
    'needs_acknowledgement',
    'handling',
    'awaiting_check',
    'closed',
    'already_ended',
    'escalated',
    'reopened',
  ],
  recording: [
    'reported',
    'notified',
    'handling',
    'awaiting_check',
    'closed',
    'dismissed',
    'escalated',
    'reopened',
  ],
};
const rows = (Object.keys(table) as (StepName | 'agree')[]).flatMap((step) =>
  columns.map((from, at): [StepName | 'agree', IncidentStatus, Answer] => [
    step,
    from,
    table[step][at] ?? 'reported',
  ]),
);
const isStatus = (answer: Answer): answer is IncidentStatus =>
  incidentStatuses.some((status) => status === answer);

describe('a step of a violation', () => {
  it.each(rows)('[GL-21] %s from %s leads to %s', (step, from, answer) => {
    const log = caseAt(from);
    expect(log.incident.status).toBe(from);
    const decision = step === 'agree' ? log.answer('d', true) : log.say('d', step);
    if (isStatus(answer)) {
      expect(decision.status).not.toBe('rejected');
      expect(log.incident.status).toBe(answer);
    } else {
      expect(decision).toMatchObject({ status: 'rejected', fault: answer, events: [] });
      expect(log.incident.status).toBe(from);
    }
  });

  it.each(columns)('[GL-21] a bare change of status moves no violation out of %s', (from) => {
    const log = caseAt(from);
    for (const to of incidentStatuses) {
      const body = { expected: from, to, reason: 'x' };
      expect(log.append(write('d', { type: 'changeStatus', body }, log.incident))).toMatchObject({
        status: 'rejected',
        fault: 'needs_own_step',
      });
    }
    expect(log.incident.status).toBe(from);
  });

  it('is none of an incident that is no violation', () => {
    const log = openedLog();
    for (const step of Object.values(spoken))
      expect(log.append(write('b', step, log.incident))).toMatchObject({ fault: 'not_a_violation' });
    expect(log.append(write('b', reportSpoken, log.incident))).toMatchObject({ fault: 'already_reported' });
    expect(log.incident).toMatchObject({ status: 'reported', violation: null });
  });
});

describe('a violation', () => {
  it('[GL-19] [KH-15] holds its kind, whom it concerns, and where in the recordings it is to be seen', () => {
    const { incident } = caseAt('reported');
    const { kind, subject, detectedAt, from, until } = reportSpoken.body;
    expect(incident.violation).toMatchObject({ kind, subject, detectedAt, from, until });
    expect(incident.fields.cameras.value).toEqual(['cam-001']);
  });

  it('[GL-21] says who was told, by which way, and how long that took after it was found', () => {
    const { violation } = caseAt('notified').incident;
    expect(violation?.notices).toMatchObject([
      { name: 'Ksor Nam', position: 'Quản lý cơ sở', channel: 'phone', by: 'person-a' },
    ]);
    expect(violation && notifyDelayMs(violation)).toBe(120_000);
    const { violation: untold } = caseAt('reported').incident;
    expect(untold && notifyDelayMs(untold)).toBeNull();
  });

  it('[GL-07] is not closed by who recorded it', () => {
    const log = caseAt('awaiting_check');
    expect(log.say('a', 'remedied')).toMatchObject({
      status: 'rejected',
      code: 'actor_not_permitted',
      fault: 'closer_is_recorder',
    });
    expect(log.say('b', 'remedied').status).toBe('accepted');
  });

  it('[GL-21] is dismissed by two persons: who proposes does not confirm', () => {
    const log = caseAt('notified');
    log.say('b', 'proposeDismissal');
    expect(log.answer('b', true)).toMatchObject({ code: 'actor_not_permitted', fault: 'same_person' });
    expect(log.incident.status).toBe('notified');
    log.answer('c', true);
    expect(log.incident.status).toBe('dismissed');
    expect(log.leaves.some(({ body }) => body.includes('Báo nhầm người'))).toBe(true);
  });

  it('stands as it stood when the second person disagrees, and may be proposed again', () => {
    const log = caseAt('notified');
    log.say('b', 'proposeDismissal');
    log.answer('c', false);
    expect(log.incident).toMatchObject({ status: 'notified', violation: { dismissal: null } });
    log.say('b', 'proposeDismissal');
    expect(log.incident.violation?.dismissal).not.toBeNull();
  });

  it('an answer speaks of one proposal: of another that came meanwhile it says nothing', () => {
    const log = caseAt('notified');
    log.say('b', 'proposeDismissal');
    const seen = log.incident;
    const proposal = seen.violation?.dismissal?.seq ?? 0;
    log.say('d', 'proposeDismissal');
    const body = { proposal, agrees: true, reason: '' };
    expect(log.append(write('c', { type: 'answerDismissal', body }, seen))).toMatchObject({
      fault: 'no_proposal',
    });
    expect(log.incident.status).toBe('notified');
  });

  it('is acknowledged once by two who did not see each other, and escalated once', () => {
    const told = caseAt('notified');
    const seen = told.incident;
    told.append(write('b', spoken.acknowledge, seen));
    expect(told.append(write('d', spoken.acknowledge, seen))).toMatchObject({ status: 'merged' });
    expect(told.incident.violation?.acknowledged?.by).toBe('person-b');
    told.append(write('b', spoken.escalate, told.incident));
    expect(told.append(write('d', spoken.escalate, seen))).toMatchObject({ status: 'merged', events: [] });
  });

  it('[GL-21] goes up by itself once, while nobody has acknowledged it, and in nobody else’s name', () => {
    const automatic = { type: 'escalate', body: { target: 'pmc', automatic: true, reason: '' } } as const;
    const bySystem = (seen: Incident) => ({ ...write('s', automatic, seen), actor: systemActor });
    const log = caseAt('notified');
    const seen = log.incident;
    expect(log.append(write('b', automatic, seen))).toMatchObject({ fault: 'not_the_system' });
    expect(log.append({ ...write('s', spoken.escalate, seen), actor: systemActor })).toMatchObject({
      fault: 'not_the_system',
    });
    expect(log.append(bySystem(seen))).toMatchObject({ events: [{ type: 'case' }, { to: 'escalated' }] });
    expect(log.append(bySystem(seen))).toMatchObject({ status: 'merged', events: [] });
    const handled = caseAt('handling');
    expect(handled.append(bySystem(seen))).toMatchObject({
      fault: 'acknowledged_meanwhile',
      code: 'stale_state',
    });
    expect(handled.incident.status).toBe('handling');
  });

  it('keeps an acknowledgement that was written before it was handed up, and stays with whom it was handed to', () => {
    const log = caseAt('notified');
    const seen = log.incident;
    log.say('a', 'escalate');
    expect(log.append(write('b', spoken.acknowledge, seen))).toMatchObject({
      status: 'merged',
      code: 'parallel_update',
    });
    expect(log.incident).toMatchObject({
      status: 'escalated',
      violation: { acknowledged: { by: 'person-b' } },
    });
  });

  it('[KH-16] keeps every outcome with its document', () => {
    const log = caseAt('handling');
    log.say('b', 'outcome');
    log.append(write('b', { type: 'outcome', body: { code: 'transfer', document: '13/CV' } }, log.incident));
    expect(log.incident.violation?.outcomes.map(({ code }) => code)).toEqual(['discipline', 'transfer']);
  });

  it('[KH-18] notes whether its recording was locked', () => {
    const log = caseAt('reported');
    log.say('b', 'recording');
    expect(log.incident.violation?.recording).toMatchObject({ locked: true, by: 'person-b' });
  });
});
