import type { FacilityAccess } from '@truc/domain/api';
import { emptyIncident, incidentStatuses, type Incident } from '@truc/domain/incident';
import { describe, expect, it } from 'vitest';
import type { IncidentView } from './read-incidents.ts';
import { callsAt } from './case-calls.ts';

const access: FacilityAccess = {
  facility: { id: 'f-01', name: 'Đồi Thông', district: 'pleiku', authority: 'military', state: 'operating' },
  scope: 'facility:f-01',
  opens: true,
  handles: true,
  checks: true,
  records: true,
  manages: true,
  checksRemedy: true,
  oversees: false,
  exports: false,
  managers: [],
};
const violation: NonNullable<Incident['violation']> = {
  kind: 'gathering',
  subject: 'quarantined',
  detectedAt: 5,
  from: 0,
  until: 5,
  notices: [],
  acknowledged: null,
  measures: [],
  outcomes: [],
  dismissal: null,
  check: null,
  escalation: null,
  recording: null,
};
const views = incidentStatuses.flatMap((status): IncidentView[] => {
  const shown = { ...emptyIncident, status, violation };
  return [
    { id: status, shown, confirmed: shown, timeline: [], isRefused: false },
    {
      id: `plain ${status}`,
      shown: { ...shown, violation: null },
      confirmed: shown,
      timeline: [],
      isRefused: false,
    },
  ];
});
const called = (change: Partial<FacilityAccess>) =>
  callsAt({ ...access, ...change }, { incidents: views, deferred: 0 }).alarms.map(({ incident }) => incident);

describe('callsAt', () => {
  it('[GL-21] calls a manager to what nobody has acknowledged, and whom it goes up to when it was passed up', () => {
    expect(called({})).toEqual(['reported', 'notified']);
    expect(called({ oversees: true })).toEqual(['escalated']);
  });

  it('calls nobody who has nothing to do there', () => {
    expect(called({ manages: false })).toEqual([]);
  });

  it('tells the recorder on which all cameras of a violation hang, and none where they hang on several', () => {
    const recorders: Readonly<Record<string, string>> = { c1: 'dg-1', c2: 'dg-1', c3: 'dg-2' };
    const recorderOf = (cameras: readonly string[]) => {
      const shown = { ...emptyIncident, status: 'reported' as const, violation };
      const fields = { ...shown.fields, cameras: { ...shown.fields.cameras, value: cameras } };
      const view = { id: 'v', shown: { ...shown, fields }, confirmed: shown, timeline: [], isRefused: false };
      const { alarms } = callsAt(
        access,
        { incidents: [view], deferred: 0 },
        (camera) => recorders[camera] ?? null,
      );
      return alarms[0]?.recorder;
    };
    expect([['c1', 'c2'], ['c1', 'c3'], ['c1', 'c4'], []].map(recorderOf)).toEqual([
      'dg-1',
      null,
      null,
      null,
    ]);
  });
});
