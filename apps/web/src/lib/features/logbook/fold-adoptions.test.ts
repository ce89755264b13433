import { canonicalJson } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { toEntryView } from './entry-view.ts';
import { foldAdoptions } from './fold-adoptions.ts';

const hash = '0'.repeat(64);
const header = {
  opId: '0190163d-8694-7394-8002-000000000001',
  dev: '0190163d-8694-7394-8002-0242ac120002',
  inst: 1,
  n: 4,
  prev: hash,
  hlc: { t: 0, c: 0 },
  wall: 1_623_741_600_000,
  mono: 0,
  off: 0,
  err: 5,
  actor: 'kpa-duong',
  lease: null,
  scope: 'post:p-01',
  kind: 'logbook.entry',
  v: 1,
  commit: hash,
};
const words = {
  h: canonicalJson(header),
  b: canonicalJson({ text: 'Viết lúc mất mạng', phrase: null, camera: null }),
  s: 'AAAAAAAAAAAAAAAAAAAAAA',
};

function adoption(n: number, seq: number, reason?: string): BookEntry {
  const opId = `0190163d-8694-7394-8002-00000000009${n}`;
  return {
    op: {
      h: canonicalJson({
        ...header,
        opId,
        n,
        actor: 'le-thi-thao',
        kind: reason === undefined ? 'quarantine.adopted' : 'quarantine.refused',
      }),
      b: canonicalJson({
        from: { scope: 'quarantine:f-01', seq: 7 },
        op: words,
        code: 'revoked_since',
        ...(reason !== undefined && { reason }),
      }),
      s: `B${n}AAAAAAAAAAAAAAAAAAAA`,
    },
    place: { state: 'on_server', seq, recvAt: header.wall + 60 * 60_000 },
  };
}

const waiting: BookEntry = { op: words, place: { state: 'needs_you', code: 'revoked_since' } };
const fold = (rows: readonly BookEntry[]) => foldAdoptions(rows.map((row) => toEntryView(row, null)));

describe('an adopted entry in the book', () => {
  it('[AD3] shows the author’s words and times, why they waited and who let them in', () => {
    expect(fold([adoption(1, 9)])).toEqual([
      expect.objectContaining({
        key: header.opId,
        state: 'on_server',
        number: 9,
        author: 'kpa-duong',
        writtenAt: header.wall,
        lateByMs: 60 * 60_000,
        content: { kind: 'entry', text: 'Viết lúc mất mạng', camera: null },
        adopted: { by: 'le-thi-thao', reason: 'revoked_since' },
      }),
    ]);
  });

  it('[AD3] stands once, however often it was adopted and wherever its author’s copy waits', () => {
    const shown = fold([waiting, adoption(2, 12), adoption(1, 9)]);
    expect(shown.map(({ number }) => number)).toEqual([9]);
  });

  it('[AD5] shows what was refused with the reason, once, and as adopted when somebody adopts it', () => {
    const [refused] = fold([waiting, adoption(3, 14, 'lần nữa'), adoption(2, 12, 'nhầm sổ')]);
    expect(refused).toMatchObject({
      number: 12,
      adopted: null,
      refused: { by: 'le-thi-thao', reason: 'nhầm sổ' },
    });
    const shown = fold([waiting, adoption(4, 15, 'muộn'), adoption(1, 13), adoption(2, 12, 'nhầm sổ')]);
    expect(shown.map(({ number, refused: why }) => [number, why])).toEqual([[13, null]]);
  });

  it('leaves a book without adoptions as it is', () => {
    const views = [waiting].map((row) => toEntryView(row, null));
    expect(foldAdoptions(views)).toBe(views);
  });
});
