import { canonicalJson } from '@truc/sync/protocol';
import { noWatch } from '@truc/domain/shift';
import { describe, expect, it } from 'vitest';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { printBook } from './printed-book.ts';

const hour = 3_600_000;
/** 15/06/2021 00:00 in Vietnam. */
const day = Date.parse('2021-06-15T00:00+07:00');
const opIds = ['1', '2', '3', '4', '5'].map((digit) => `0190163d-8694-7394-8001-00000000000${digit}`);

type Line = {
  readonly at: number;
  readonly recvAt?: number;
  readonly kind?: string;
  readonly body?: object;
  readonly actor?: string;
};

function rowAt(
  seq: number,
  { at, recvAt = at, kind = 'logbook.entry', body, actor = 'khanh' }: Line,
): BookEntry {
  const h = canonicalJson({
    opId: opIds[seq - 1] ?? '',
    dev: '0190163d-8694-7394-8001-0242ac120002',
    inst: 1,
    n: seq,
    prev: '0'.repeat(64),
    hlc: { t: at, c: 0 },
    wall: at,
    mono: 0,
    off: 0,
    err: 0,
    actor,
    lease: null,
    scope: 'post:p-01',
    kind,
    v: 1,
    commit: '0'.repeat(64),
  });
  const b = JSON.stringify(body ?? { text: `Mục ${seq}`, phrase: null, camera: null });
  return { op: { h, b, s: '' }, place: { state: 'on_server', seq, recvAt } };
}

const oneDay = { kind: 'days', from: '2021-06-15', to: '2021-06-15' } as const;

describe('a printed book', () => {
  it('[GL-22] holds every number of its days in their order, a late one where it came into the book', () => {
    const rows = [
      rowAt(1, { at: day - hour }),
      rowAt(2, { at: day + hour }),
      rowAt(3, { at: day - 2 * hour, recvAt: day + 2 * hour }),
      rowAt(4, { at: day + 3 * hour }),
      rowAt(5, { at: day + 4 * hour, recvAt: day + 30 * hour }),
    ].toReversed();
    const book = printBook(rows, noWatch, oneDay);
    expect(book.lines.map(({ number }) => number)).toEqual([2, 3, 4]);
    expect(book.lines[1]?.view.lateAt).toBe(day + 2 * hour);
    expect(book.later).toEqual([5]);
    expect(book.missing).toEqual([]);
  });

  it('[GL-22] says which numbers are not on this device', () => {
    const rows = [rowAt(1, { at: day }), rowAt(4, { at: day + hour }), rowAt(5, { at: day + hour })];
    expect(printBook(rows, noWatch, oneDay).missing).toEqual([{ from: 2, to: 3 }]);
  });

  it('[GL-17] shows what was taken back, with the numbers that say so, and what others wrote about it', () => {
    const target = opIds[0];
    const rows = [
      rowAt(1, { at: day }),
      rowAt(2, {
        at: day,
        kind: 'logbook.correction',
        body: { target, text: 'Ba người', reason: 'đếm lại' },
      }),
      rowAt(3, { at: day, kind: 'logbook.strike', body: { target, reason: 'nhầm' }, actor: 'duong' }),
    ];
    const [entry, correction, strike] = printBook(rows, noWatch, oneDay).lines;
    expect(entry).toMatchObject({ struckBy: [2], amendedBy: [2, 3] });
    expect([correction?.about, strike?.about]).toEqual([1, 1]);
  });

  it('has a hash that any change of a number or a header changes', () => {
    const rows = [rowAt(1, { at: day }), rowAt(2, { at: day })];
    const digest = printBook(rows, noWatch, oneDay).digest;
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(printBook([rowAt(1, { at: day }), rowAt(2, { at: day + 1 })], noWatch, oneDay).digest).not.toBe(
      digest,
    );
    expect(printBook(rows.slice(0, 1), noWatch, oneDay).digest).not.toBe(digest);
  });

  it('keeps what is not in the book yet apart, without a number', () => {
    const own: BookEntry = { ...rowAt(2, { at: day }), place: { state: 'on_tablet' } };
    const book = printBook([own, rowAt(1, { at: day })], noWatch, oneDay);
    expect(book.lines.map(({ number }) => number)).toEqual([1]);
    expect(book.unnumbered).toHaveLength(1);
  });
});
