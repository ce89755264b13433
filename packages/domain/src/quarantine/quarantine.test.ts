import { describe, expect, it } from 'vitest';
import { decideAdopt, isAdoptable } from './quarantine.ts';

const waiting = {
  from: { scope: 'quarantine:f-01', seq: 7 },
  op: { h: '{}', b: '{}', s: '' },
  code: 'revoked_since',
  isAdopted: false,
};

describe('decideAdopt', () => {
  it('[GL-22] takes the author’s octets along, and nothing of the manager’s own', () => {
    expect(decideAdopt(waiting)).toEqual({
      ok: true,
      value: { from: waiting.from, op: waiting.op, code: 'revoked_since' },
    });
  });

  it('refuses what stands in the book already', () => {
    expect(decideAdopt({ ...waiting, isAdopted: true })).toMatchObject({
      error: { code: 'adopted_already' },
    });
  });

  it('refuses what no person can make good: other words than committed, unreadable ones, words of no book', () => {
    for (const code of ['commitment_mismatch', 'schema_unreadable', 'seal_broken', 'scope_unknown', null]) {
      expect(isAdoptable(code)).toBe(false);
      expect(decideAdopt({ ...waiting, code })).toMatchObject({ error: { code: 'not_adoptable' } });
    }
  });
});
