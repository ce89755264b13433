import { describe, expect, it } from 'vitest';
import { floodCount, floodWithinMs, spotOf, type CameraAlarm } from './camera-alarms.ts';

function alarm(key: string, change: Partial<CameraAlarm> = {}): CameraAlarm {
  const alike = { facility: 'a', recorder: null, kind: 'fault', severity: 'high', text: '', at: 0 } as const;
  return { key, camera: key, ...alike, ...change };
}

describe('spotOf', () => {
  it('shows the gravest alarm first, then the oldest, until it was answered', () => {
    const alarms = [
      alarm('new', { at: 2 }),
      alarm('old', { at: 1 }),
      alarm('grave', { severity: 'urgent', at: 3 }),
    ];
    expect(spotOf(alarms, [], 10)).toMatchObject({ shown: { key: 'grave' }, waiting: 2 });
    expect(spotOf(alarms, ['grave'], 10).shown?.key).toBe('old');
    expect(spotOf(alarms, ['grave', 'old', 'new'], 10)).toEqual({
      shown: null,
      together: [],
      waiting: 0,
    });
  });

  it('lets a flood be answered facility by facility, and a trickle one by one', () => {
    const flood = Array.from({ length: floodCount }, (_, at) =>
      alarm(`f${at}`, { at, facility: at < 7 ? 'a' : 'b' }),
    );
    const spot = spotOf(flood, [], floodCount);
    expect([spot.together.length, spot.waiting]).toEqual([7, 3]);
    expect(spotOf(flood, [], floodWithinMs * 2).together.length).toBe(1);
  });

  it('does not let one tap answer for cameras of the same facility that hang on another recorder', () => {
    const flood = Array.from({ length: floodCount }, (_, at) =>
      alarm(`f${at}`, { at, recorder: at < 4 ? 'dg-1' : at < 9 ? 'dg-2' : null }),
    );
    const keys = (answered: readonly string[]) =>
      spotOf(flood, answered, floodCount).together.map(({ key }) => key);
    expect(keys([])).toEqual(['f0', 'f1', 'f2', 'f3']);
    const unplaced = [...flood.slice(0, 9), alarm('f9', { at: 9, severity: 'urgent' })];
    expect(spotOf(unplaced, [], floodCount).together.map(({ key }) => key)).toEqual(['f9']);
  });
});
