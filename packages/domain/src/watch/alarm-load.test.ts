import { describe, expect, it } from 'vitest';
import { alarmLoad, floodGroups, inOrder, type ActionAlarm } from './alarm-load.ts';

const minute = 60_000;

function alarm(key: string, change: Partial<ActionAlarm> = {}): ActionAlarm {
  return { key, severity: 'high', at: 0, facility: 'a', recorder: null, ...change };
}

describe('alarmLoad', () => {
  it('counts those of the last hour: amber above six, red above twelve, or as is set', () => {
    const raised = (count: number) => Array.from({ length: count }, (_, at) => at);
    expect([6, 7, 12, 13].map((count) => alarmLoad(raised(count), minute).level)).toEqual([
      'bearable',
      'amber',
      'amber',
      'red',
    ]);
    expect(alarmLoad(raised(3), minute, { amberPerHour: 1, redPerHour: 2 }).level).toBe('red');
    expect(alarmLoad(raised(20), 61 * minute).perHour).toBe(0);
  });
});

describe('inOrder', () => {
  it('puts the gravest first, then the one that waits longest', () => {
    const alarms = [alarm('late', { at: 2 }), alarm('grave', { severity: 'urgent', at: 9 }), alarm('early')];
    expect(inOrder(alarms).map(({ key }) => key)).toEqual(['grave', 'early', 'late']);
  });
});

describe('floodGroups', () => {
  it('groups by facility and recorder when ten came within ten minutes, and not before', () => {
    const alarms = Array.from({ length: 10 }, (_, at) =>
      alarm(`k${at}`, { at, facility: at < 6 ? 'a' : 'b', recorder: at < 3 ? 'r1' : null }),
    );
    const raised = alarms.map(({ at }) => at);
    expect(floodGroups(alarms, raised, minute)?.map((group) => group.alarms.length)).toEqual([3, 3, 4]);
    expect(floodGroups(alarms, raised.slice(1), minute)).toBeNull();
    expect(floodGroups(alarms, raised, 11 * minute)).toBeNull();
  });
});
