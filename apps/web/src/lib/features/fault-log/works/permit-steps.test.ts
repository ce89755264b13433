import type { Permit } from '@truc/domain/intervention';
import type { FaultAction } from '@truc/domain/policy';
import { describe, expect, it } from 'vitest';
import { turnOf } from './permit-steps.ts';

const hour = 3_600_000;
const mark = { by: 'thao', at: 0 };
const approved = { ...mark, by: 'quan', document: '12/GP-BCH', note: '' };
const begun = { ...mark, isOnSite: true, workers: ['Tùng'] };
const permit: Permit = {
  id: 'p',
  status: 'asked',
  asked: mark,
  work: 'repair',
  detail: '',
  assets: [],
  from: hour,
  to: 2 * hour,
  workers: ['Tùng'],
  agency: '',
  picturesOff: true,
  approved: null,
  refused: null,
  begun: null,
  substitute: null,
  ended: null,
  revoked: null,
};
const decides: readonly FaultAction[] = ['read_fault', 'authorise_intervention'];
const works: readonly FaultAction[] = ['read_fault', 'work_under_permit'];
const turn = (change: Partial<Permit>, may: readonly FaultAction[], now = 1.5 * hour) =>
  turnOf({ permit: { ...permit, ...change }, person: 'quan', may, now });

describe('whose turn a permit is', () => {
  it('[GL-15] is for the authority to approve, never for whoever asked, and not once its time is over', () => {
    expect(turn({}, decides)).toEqual({ steps: ['approve', 'refuse'], waiting: null });
    expect(turn({ asked: { by: 'quan', at: 0 } }, decides, 0)).toEqual({ steps: [], waiting: 'approval' });
    expect(turn({}, works)).toEqual({ steps: [], waiting: 'approval' });
    expect(turn({}, decides, 3 * hour).steps).toEqual(['refuse']);
    expect(turn({}, works, 3 * hour).waiting).toBe('expired');
  });

  it('[GL-15] [KH-09] begins within its time, and can be revoked by whoever decides', () => {
    const is = { status: 'approved', approved } as const;
    expect(turn(is, works)).toEqual({ steps: ['begin'], waiting: null });
    expect(turn(is, works, 0)).toEqual({ steps: [], waiting: 'begin' });
    expect(turn(is, decides)).toEqual({ steps: ['revoke'], waiting: 'begin' });
    expect(turn(is, works, 3 * hour)).toEqual({ steps: [], waiting: 'expired' });
  });

  it('[GL-25] is ended by whoever is there, past its time and after it was revoked too', () => {
    const is = { status: 'begun', approved, begun } as const;
    expect(turn(is, works).steps).toEqual(['end']);
    expect(turn(is, works, 3 * hour).steps).toEqual(['end']);
    expect(turn({ ...is, status: 'revoked' }, works)).toEqual({ steps: ['end'], waiting: 'revoked' });
    expect(turn({ ...is, status: 'revoked', begun: null }, works).steps).toEqual([]);
    expect(turn({ status: 'refused' }, works)).toEqual({ steps: [], waiting: 'refused' });
    expect(turn({ ...is, status: 'ended' }, works)).toEqual({ steps: [], waiting: 'ended' });
  });
});
