import { DeviceIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { lateAfterMs } from '#lib/facts/fact-times.ts';
import { toEntryView as toEntryViewWhile } from './entry-view.ts';

const wall = Date.UTC(2021, 5, 15, 7, 20);
const dev = v.parse(DeviceIdSchema, '0190163d-8694-7394-8002-0242ac120002');
const toEntryView = (row: BookEntry) => toEntryViewWhile(row, null);

describe('toEntryView', () => {
  it('[GL-22] numbers an entry by its place in the log, and not before it has one', () => {
    expect(toEntryView(confirmed({ seq: 4211 })).number).toBe(4211);
    expect(toEntryView(own('on_tablet')).number).toBeNull();
  });

  it('says that an own entry is on its way while its number is among those being sent', () => {
    const range = { dev, inst: 1, from: 1, to: 3 };
    expect(toEntryViewWhile(own('on_tablet'), range).state).toBe('sending');
    expect(toEntryViewWhile(own('on_tablet'), { ...range, from: 2 }).state).toBe('on_tablet');
    expect(toEntryViewWhile(own('on_tablet'), { ...range, inst: 2 }).state).toBe('on_tablet');
    expect(toEntryViewWhile(confirmed({}), range).state).toBe('on_server');
  });

  it('shows text, camera and author', () => {
    const view = toEntryView(confirmed({}));
    expect(view.content).toEqual({ kind: 'entry', text: 'Bình thường', camera: 'cam-07-01' });
    expect(view.author).toBe('ro-mah-hphuong');
  });

  it('says that an entry was late once more than two minutes lie between both times', () => {
    expect(toEntryView(confirmed({ recvAt: wall + lateAfterMs })).lateByMs).toBeNull();
    const late = toEntryView(confirmed({ recvAt: wall + lateAfterMs + 1 }));
    expect(late.lateByMs).toBe(lateAfterMs + 1);
    expect(late.lateAt).toBe(wall + lateAfterMs + 1);
  });

  it('puts a wrong device clock right, keeps what it said, and calls nothing late because of it', () => {
    const sevenMinutes = 7 * 60_000;
    const view = toEntryView(
      confirmed({ header: { wall: wall + sevenMinutes, off: -sevenMinutes }, recvAt: wall + 900 }),
    );
    expect(view.writtenAt).toBe(wall);
    expect(view.deviceClockAt).toBe(wall + sevenMinutes);
    expect(view.lateByMs).toBeNull();
  });

  it('takes the device clock as it is when it never spoke to the server', () => {
    expect(toEntryView(confirmed({ header: { off: null } }))).toMatchObject({
      writtenAt: wall,
      deviceClockAt: null,
    });
  });

  it('keeps the reason of an entry that needs its author', () => {
    const row: BookEntry = { op: operation({}), place: { state: 'needs_you', code: 'actor_not_permitted' } };
    expect(toEntryView(row)).toMatchObject({ state: 'needs_you', code: 'actor_not_permitted', number: null });
  });

  it('shows a line for what it cannot read, and never leaves it out', () => {
    expect(toEntryView(confirmed({ header: { v: 2 } })).content).toEqual({ kind: 'unknown' });
    expect(toEntryView(confirmed({ header: { kind: 'logbook.strike' } })).content).toEqual({
      kind: 'unknown',
    });
    const broken: BookEntry = {
      op: { h: '{', b: '', s: 'A'.repeat(22) },
      place: { state: 'on_server', seq: 5, recvAt: wall },
    };
    expect(toEntryView(broken)).toMatchObject({ key: 'seq 5', content: { kind: 'unknown' }, author: null });
  });

  it('[CU8] says by which decision a body was taken out, and keeps the entry with its author and times', () => {
    const row = confirmed({});
    const redacted = {
      ...row,
      op: { ...row.op, b: '', s: '' },
      place: { ...row.place, redacted: '12/2021/QĐ-TA' },
    };
    expect(toEntryView(redacted)).toMatchObject({
      content: { kind: 'redacted', decision: '12/2021/QĐ-TA' },
      writtenAt: wall,
    });
  });
});

type Header = { wall?: number; off?: number | null; v?: number; kind?: string };

function confirmed({
  seq = 1,
  recvAt = wall + 40,
  header = {},
}: {
  seq?: number;
  recvAt?: number;
  header?: Header;
}): BookEntry {
  return { op: operation(header), place: { state: 'on_server', seq, recvAt } };
}

function own(state: 'on_tablet'): BookEntry {
  return { op: operation({}), place: { state } };
}

function operation(header: Header): BookEntry['op'] {
  const h = {
    opId: '0190163d-8694-7394-8001-0242ac120002',
    dev,
    inst: 1,
    n: 1,
    prev: '0'.repeat(64),
    hlc: { t: wall, c: 0 },
    wall,
    mono: 5,
    off: 12,
    err: 20,
    actor: 'ro-mah-hphuong',
    lease: null,
    scope: 'post:07',
    kind: 'logbook.entry',
    v: 1,
    commit: '0'.repeat(64),
    ...header,
  };
  const off = header.off === undefined ? 0 : header.off;
  const body = { text: 'Bình thường', phrase: null, camera: 'cam-07-01' };
  return { h: JSON.stringify({ ...h, off }), b: JSON.stringify(body), s: 'A'.repeat(22) };
}
