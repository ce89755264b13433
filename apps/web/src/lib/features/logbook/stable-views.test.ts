import { sampleDeviceRow, sampleRecords } from '@truc/sync/testing';
import { describe, expect, it } from 'vitest';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { createStableViews } from './stable-views.ts';

function row(salt: string, place: BookEntry['place']): BookEntry {
  return { op: { h: '{}', b: '{}', s: salt }, place };
}

describe('createStableViews', () => {
  it('keeps the view of a row that did not change', () => {
    const views = createStableViews();
    const before = views(
      [row('a', { state: 'on_tablet' }), row('b', { state: 'on_server', seq: 1, recvAt: 5 })],
      null,
    );
    const after = views(
      [
        row('c', { state: 'on_tablet' }),
        row('a', { state: 'on_tablet' }),
        row('b', { state: 'on_server', seq: 1, recvAt: 5 }),
      ],
      null,
    );
    expect(after.slice(1)).toEqual(before);
    expect(after[1]).toBe(before[0]);
    expect(after[2]).toBe(before[1]);
  });

  it('says of what is on its way that it is being sent, and keeps all others', () => {
    const written = sampleRecords(2).records.toReversed();
    const rows = written.map(({ op }) => ({ op, place: { state: 'on_tablet' } as const }));
    const { dev, inst } = sampleDeviceRow();
    const views = createStableViews();
    const [second, first] = views(rows, null);
    const [still, sent] = views(rows, { dev, inst, from: 1, to: 1 });
    expect(still).toBe(second);
    expect(sent).toEqual({ ...first, state: 'sending' });
    expect(views(rows, null)).toEqual([second, first]);
  });

  it('makes a new view when the row has moved to the server', () => {
    const views = createStableViews();
    const [before] = views([row('a', { state: 'on_tablet' })], null);
    const [after] = views([row('a', { state: 'on_server', seq: 7, recvAt: 5 })], null);
    expect(after).not.toBe(before);
    expect(after?.number).toBe(7);
  });
});
