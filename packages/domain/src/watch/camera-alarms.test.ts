import { describe, expect, it } from 'vitest';
import { floodCount, floodWithinMs, spotOf, type CameraAlarm } from './camera-alarms.ts';

function alarm(key: string, change: Partial<CameraAlarm> = {}): CameraAlarm {
  return { key, camera: key, facility: 'a', kind: 'fault', severity: 'high', text: '', at: 0, ...change };
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
});
