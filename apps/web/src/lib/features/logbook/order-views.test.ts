import { describe, expect, it } from 'vitest';
import type { EntryView } from './entry-view.ts';
import { orderViews } from './order-views.ts';
import { testEntry } from './test-entry.ts';

describe('orderViews', () => {
  it('[TI5] shows the newest first by the time of writing, a late entry at its own', () => {
    const views = [
      view('late', { dev: 'b', n: 1, at: 2_000 }),
      view('2', { n: 2, at: 3_000 }),
      view('1', { n: 1, at: 1_000 }),
    ];
    expect(orderViews(views).map(({ entry }) => entry.key)).toEqual(['2', 'late', '1']);
  });

  it('[TI5] marks what another device wrote at the same time, and what may have been slept through', () => {
    const close = [view('a', { n: 1, at: 1_000 }), view('b', { dev: 'b', n: 1, at: 1_010 })];
    expect(orderViews(close).map(({ isUncertain }) => isUncertain)).toEqual([true, false]);
    const jump = {
      ...view('jump', { n: 1, at: 1_000 }),
      content: { kind: 'clock', from: 0, to: 3_600_000 },
    } as const;
    const slept = [jump, view('after', { n: 2, at: 2_000 }), view('other', { dev: 'b', n: 1, at: 60_000 })];
    expect(orderViews(slept).map(({ entry, isUncertain }) => [entry.key, isUncertain])).toEqual([
      ['other', true],
      ['after', false],
      ['jump', false],
    ]);
  });

  it('leaves out nothing that it cannot read', () => {
    const unread = { ...view('?', { n: 1, at: 0 }), written: null, writtenAt: null, recvAt: 1_500 };
    const views = [view('2', { n: 2, at: 2_000 }), unread, view('1', { n: 1, at: 1_000 })];
    expect(orderViews(views).map(({ entry }) => entry.key)).toEqual(['2', '?', '1']);
  });
});

function view(key: string, { dev = 'a', n, at }: { dev?: string; n: number; at: number }): EntryView {
  return testEntry({
    key,
    writtenAt: at,
    recvAt: 9_000_000,
    written: { dev, inst: 1, n, err: 20, ahead: 0 },
    content: { kind: 'entry', text: key, camera: null },
  });
}
