import { emptyFault, type Fault } from '@truc/domain/fault-log';
import { describe, expect, it } from 'vitest';
import { beforeMs, nearnessOf, roundsAbout, type Scene } from './related.ts';

const now = 1_623_740_400_000;
const scene: Scene = { facility: 'f-01', cameras: ['cam-1'], from: now, until: now + 10 };
const cameras = [
  { id: 'cam-1', zone: 'corridor' },
  { id: 'cam-2', zone: 'corridor' },
  { id: 'cam-3', zone: 'gate' },
] as const;

function fault(id: string, change: Partial<Fault> = {}, kind = 'camera'): Fault {
  const report = { since: now, asset: { kind, id, name: '' } } as unknown as Fault['report'];
  return { ...emptyFault, report, ...change };
}

describe('nearnessOf', () => {
  it.each([
    ['same_camera', fault('cam-1'), 'f-01'],
    ['same_zone', fault('cam-2'), 'f-01'],
    ['same_facility', fault('cam-3'), 'f-01'],
    ['same_facility', fault('f-01', {}, 'line'), 'f-01'],
    ['everywhere', fault('central', {}, 'central'), null],
    [null, fault('cam-1'), 'f-02'],
  ] as const)('says %s', (expected, one, facility) => {
    expect(nearnessOf(scene, { fault: one, facility }, cameras)).toBe(expected);
  });

  it('[GL-25] counts what was out in the hour before, and nothing that was over by then', () => {
    const over = (at: number) => fault('cam-1', { restored: { at, byItself: false } });
    const before = { ...scene, from: now + 2 * beforeMs, until: null };
    expect(nearnessOf(before, { fault: over(now + beforeMs), facility: 'f-01' }, cameras)).toBe(
      'same_camera',
    );
    expect(nearnessOf(before, { fault: over(now + 1), facility: 'f-01' }, cameras)).toBeNull();
  });

  it('leaves out what began after it was over', () => {
    const early = { ...scene, from: now - 100, until: now - 1 };
    expect(nearnessOf(early, { fault: fault('cam-1'), facility: 'f-01' }, cameras)).toBeNull();
  });
});

describe('roundsAbout', () => {
  it('[GL-22] gives the rounds of the hour before and after, in their order', () => {
    const round = (key: string, at: number) => ({ key, at, text: '', author: 'lan' });
    const rounds = [round('late', now + beforeMs), round('early', now - 5), round('far', now + beforeMs + 1)];
    expect(roundsAbout(scene, rounds).map(({ key }) => key)).toEqual(['early', 'late']);
  });
});
