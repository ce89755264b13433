import type { BoardRow } from '@truc/domain/api';
import { describe, expect, it } from 'vitest';
import { linesOf } from './board-lines.ts';

const minute = 60_000;
const now = 1_623_740_400_000;

function row(facility: string, change: Partial<BoardRow> = {}): BoardRow {
  return {
    facility,
    name: facility,
    cameras: { up: 5, down: 0, unknown: 0, downSince: null },
    cases: { openedAt: [], unanswered: 0, unansweredSince: null, worst: null },
    faults: { open: 0, openSince: null, bare: 0, bareSince: null },
    posts: { manned: 1, unmanned: 0, unmannedSince: null },
    heardAt: now,
    ...change,
  };
}

const board = (rows: readonly BoardRow[]) =>
  linesOf({ at: now, camerasLostSince: null, centralFault: null, rows: [...rows] }, now);

describe('linesOf', () => {
  it('shows facilities in which something is open, and counts the others', () => {
    const { lines, calm } = board([
      row('a'),
      row('b', { faults: { open: 1, openSince: now, bare: 1, bareSince: now } }),
    ]);
    expect(lines.map(({ id }) => id)).toEqual(['b']);
    expect(calm).toBe(1);
  });

  it('[GL-21] makes the band of a case loud that nobody answered within ten minutes, and no other', () => {
    const openedAt = [now - 47 * minute, now - 2 * minute];
    const cases = { openedAt, unanswered: 2, unansweredSince: now - 47 * minute, worst: 'high' as const };
    const [line] = board([row('a', { cases })]).lines;
    expect(line?.cases.map(({ count, severity }) => [count, severity])).toEqual([
      [1, 'attention'],
      [1, 'urgent'],
      [0, null],
      [0, null],
    ]);
  });

  it('[GL-03] says nothing, and not nought, of what is not this person’s to see', () => {
    const { lines, total } = board([
      row('a', { cases: null, posts: null, cameras: { up: 1, down: 1, unknown: 0, downSince: now } }),
    ]);
    expect(lines[0]?.cases.map(({ count }) => count)).toEqual([null, null, null, null]);
    expect(total.posts.count).toBeNull();
    expect(total.cameras).toMatchObject({ count: 1, of: 2, severity: 'high' });
  });
});
