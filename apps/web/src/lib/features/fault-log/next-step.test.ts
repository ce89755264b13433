import { emptyFault, type Fault, type FaultStatus } from '@truc/domain/fault-log';
import type { FaultAction } from '@truc/domain/policy';
import { describe, expect, it } from 'vitest';
import { nextSteps } from './next-step.ts';

const watch: readonly FaultAction[] = ['read_fault', 'report_fault', 'set_substitute', 'close_fault'];
const focal: readonly FaultAction[] = [
  'read_fault',
  'report_fault',
  'join_fault',
  'coordinate_fault',
  'close_fault',
];
const operator: readonly FaultAction[] = ['read_fault', 'report_fault', 'repair_fault'];
const asset = { kind: 'camera', id: 'cam-011', name: 'Cổng chính' } as const;
const report = {
  asset,
  symptom: 'no_picture',
  detail: '',
  since: 0,
  permit: '',
  proposal: null,
  recurs: null,
  by: 'lan',
  at: 0,
} as const;
const mark = { by: 'lan', at: 1 };

function ask(status: FaultStatus, may: readonly FaultAction[], change: Partial<Fault> = {}) {
  const fault = { ...emptyFault, status, report, ...change };
  return nextSteps({ fault, may, now: 600_000, shortOutageMs: 300_000, isParentClosed: false });
}

describe('the next step of a fault', () => {
  it('[GL-25] is the substitute first of all, for whoever may set one; others are told what it waits for', () => {
    expect(ask('detected', watch)).toEqual({ primary: 'substitute', others: [], waiting: null });
    expect(ask('detected', focal)).toEqual({ primary: null, others: ['join'], waiting: 'substitute' });
    expect(ask('detected', operator)).toEqual({ primary: null, others: [], waiting: 'substitute' });
  });

  it('[GL-24] offers that it came back by itself only while the outage is short', () => {
    const fault = { ...emptyFault, report };
    const at = (now: number) =>
      nextSteps({ fault, may: watch, now, shortOutageMs: 300_000, isParentClosed: false }).others;
    expect(at(299_999)).toEqual(['recover']);
    expect(at(300_000)).toEqual([]);
  });

  it('[GL-24] [GL-45] goes from the focal point to the operator, the watch and back', () => {
    expect(ask('substituted', focal)).toMatchObject({ primary: 'assign', others: ['join'] });
    expect(ask('substituted', watch)).toEqual({ primary: null, others: ['substitute'], waiting: 'assign' });
    expect(ask('assigned', operator)).toMatchObject({ primary: 'start', waiting: null });
    expect(ask('repairing', watch).primary).toBe('accept_picture');
    expect(ask('repairing', operator)).toMatchObject({ primary: 'accept_recording', others: ['park'] });
    const seen = { picture: mark, recording: null };
    expect(ask('repairing', watch, { accepted: seen })).toMatchObject({
      primary: null,
      waiting: 'recording',
    });
    expect(ask('parked', operator).primary).toBe('start');
    expect(ask('restored', focal).primary).toBe('close');
    expect(ask('closed', focal)).toEqual({ primary: null, others: [], waiting: null });
  });

  it('[GL-51] closes a child with its parent when that is closed, and asks for a substitute before', () => {
    expect(ask('merged', watch)).toMatchObject({ primary: 'substitute' });
    const fault = { ...emptyFault, status: 'merged', report } as const;
    const question = { fault, may: watch, now: 0, shortOutageMs: 0, isParentClosed: true };
    expect(nextSteps(question).primary).toBe('close_with_parent');
  });
});
