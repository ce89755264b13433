import { describe, expect, it } from 'vitest';
import type { AssignmentDocument } from '../shift/plan.ts';
import { reviewOf, type ReviewQuestion } from './review.ts';
import { at, officer, watch } from './testing-accounts.ts';

const day = 24 * 60 * 60_000;
const document: AssignmentDocument = {
  id: '1',
  post: 'p-01',
  number: '07/PC-CSCL',
  signedOn: '2021-06-01',
  signatory: 'Trưởng cơ sở',
  content: '',
  from: '2021-06-01',
  to: null,
  people: ['khanh'],
};
const there = { ...document, id: '2', post: 'p-02', number: '09/PC-CSCL', from: '2021-06-12' };
const over = { ...document, to: '2021-06-11' };

function review(change: Partial<ReviewQuestion>) {
  const answer = reviewOf({
    person: 'khanh',
    target: watch,
    since: at - 14 * day,
    facilityState: 'operating',
    documents: [document],
    facilityOf: (post) => (post === 'p-02' ? 'f-02' : 'f-01'),
    lastUsedAt: at - day,
    unusedDays: 30,
    now: at,
    ...change,
  });
  return answer === null ? null : `${answer.finding} ${answer.paper?.number ?? '–'}`;
}

describe('the review of accounts', () => {
  it('[GL-20] lists no right that a living paper carries', () => {
    expect(review({})).toBeNull();
    expect(review({ documents: [document, there] })).toBeNull();
    expect(
      review({ target: { ...watch, post: null }, documents: [{ ...document, post: 'p-01b' }] }),
    ).toBeNull();
  });

  it('[GL-20] [GL-05] lists whoever was moved to another site while his role at the old one stands', () => {
    expect(review({ documents: [over, there] })).toBe('moved 09/PC-CSCL');
    expect(review({ documents: [there] })).toBe('moved 09/PC-CSCL');
  });

  it('[GL-20] lists whose assignment ended, on the day after its last', () => {
    expect(review({ documents: [over] })).toBe('assignment_ended 07/PC-CSCL');
    expect(review({ documents: [{ ...over, to: '2021-06-15' }] })).toBeNull();
  });

  it('[GL-20] asks a paper of whoever keeps a post, and none of a repairer without one', () => {
    const technician = { ...officer, role: 'operator' } as const;
    const without = { documents: [], facilityState: null };
    expect(review({ ...without, target: technician })).toBeNull();
    expect(review({ ...without, target: { ...technician, post: 'noc-1' } })).toBe('never_assigned –');
  });

  it('takes a paper that begins later for none', () => {
    expect(review({ documents: [over, { ...there, from: '2021-06-16' }] })).toBe(
      'assignment_ended 07/PC-CSCL',
    );
  });

  it('[GL-20] lists whom no paper ever appointed, after three days of grace', () => {
    expect(review({ documents: [] })).toBe('never_assigned –');
    expect(review({ documents: [], since: at - 2 * day })).toBeNull();
  });

  it.each(['mission_ended', 'reported', 'disposition_decided', 'disposed'] as const)(
    '[GL-27] lists the watch of a site that is %s',
    (facilityState) => {
      expect(review({ facilityState })).toBe('mission_over –');
    },
  );

  it('[GL-27] leaves the manager of an ended site his right until its things are disposed of: he reports', () => {
    const manager = { ...watch, role: 'facility_manager', post: null } as const;
    expect(review({ target: manager, facilityState: 'mission_ended' })).toBeNull();
    expect(review({ target: manager, facilityState: 'archived' })).toBe('mission_over –');
  });

  it('[GL-05] lists an account that nobody used for as many days as the province has set', () => {
    const used = { target: officer, facilityState: null, documents: [], since: at - 90 * day };
    expect(review({ ...used, lastUsedAt: at - 29 * day })).toBeNull();
    expect(review({ ...used, lastUsedAt: at - 30 * day })).toBe('unused –');
    expect(review({ ...used, lastUsedAt: null })).toBe('unused –');
    expect(review({ ...used, lastUsedAt: null, since: at - day })).toBeNull();
    expect(review({ ...used, lastUsedAt: at - 8 * day, unusedDays: 7 })).toBe('unused –');
  });
});
