import { describe, expect, it } from 'vitest';
import { dueEscalations, waitingCases } from './due-escalations.ts';
import { incidentStatuses } from './incident.ts';
import { caseAt } from './testing-case.ts';
import { incidentId, openedLog } from './testing-log.ts';

describe('waitingCases', () => {
  it('[GL-21] names violations that nobody acknowledged, from where they stand, and nothing else', () => {
    expect(waitingCases(caseAt('reported').incidents)).toEqual([{ incident: incidentId, since: 1 }]);
    expect(waitingCases(caseAt('notified').incidents)).toEqual([{ incident: incidentId, since: 2 }]);
    for (const status of incidentStatuses.filter((one) => one !== 'reported' && one !== 'notified'))
      expect(waitingCases(caseAt(status).incidents)).toEqual([]);
    expect(waitingCases(openedLog().incidents)).toEqual([]);
  });

  it('a proposal to dismiss keeps no case quiet', () => {
    const log = caseAt('notified');
    log.say('b', 'proposeDismissal');
    expect(waitingCases(log.incidents)).toHaveLength(1);
  });
});

describe('dueEscalations', () => {
  const waiting = [
    { incident: 'one', receivedAt: 0 },
    { incident: 'two', receivedAt: 500 },
  ];

  it('[GL-21] gives up what waited for as long as is set, and says when the next is due', () => {
    expect(dueEscalations({ waiting, now: 999, afterMs: 1_000 })).toEqual({ due: [], nextAt: 1_000 });
    expect(dueEscalations({ waiting, now: 1_000, afterMs: 1_000 })).toEqual({ due: ['one'], nextAt: 1_500 });
    expect(dueEscalations({ waiting, now: 9_000, afterMs: 1_000 })).toEqual({
      due: ['one', 'two'],
      nextAt: null,
    });
  });
});
