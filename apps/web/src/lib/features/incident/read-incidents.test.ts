import { incidentKinds, seenVersions, type IncidentCommand } from '@truc/domain/incident';
import { readHeader } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { createIncidentReader } from './read-incidents.ts';

const incident = '0190163d-8694-7394-8001-0242ac120002';
const wall = Date.UTC(2021, 5, 15, 18, 40);
const fields = {
  title: 'Ẩu đả',
  description: '',
  severity: 'high',
  casualties: null,
  place: 'Sân sau',
  cameras: [],
} as const;

describe('createIncidentReader', () => {
  it('shows what is on the server, and this device’s own on top of it', () => {
    const { incidents } = createIncidentReader()([
      row(
        { type: 'set', body: { incident, fields: { place: 'Cổng chính' } } },
        { n: 2, place: { state: 'on_tablet' } },
      ),
      row(open(), { n: 1, place: { state: 'on_server', seq: 1, recvAt: wall } }),
    ]);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]?.confirmed.fields.place.value).toBe('Sân sau');
    expect(incidents[0]?.shown.fields.place.value).toBe('Cổng chính');
    expect(seenVersions(incidents[0]?.confirmed ?? never())['place']).toBe(1);
    expect(incidents[0]?.timeline.map(({ state }) => state)).toEqual(['on_tablet', 'on_server']);
  });

  it('[IN4] shows the conflict and keeps the loser’s words in the timeline', () => {
    const place = (value: string) => ({ type: 'set', body: { incident, fields: { place: value } } }) as const;
    const on = (seq: number): BookEntry['place'] => ({ state: 'on_server', seq, recvAt: wall });
    const { incidents } = createIncidentReader()([
      row(place('Nhà ăn'), { n: 1, dev: 2, base: { place: 1 }, place: on(3) }),
      row(place('Cổng chính'), { n: 2, base: { place: 1 }, place: on(2) }),
      row(open(), { n: 1, place: on(1) }),
    ]);
    expect(incidents[0]?.shown.conflicts).toMatchObject([{ field: 'place', claims: [{ value: 'Nhà ăn' }] }]);
    expect(incidents[0]?.timeline.map(({ decision }) => decision?.status)).toEqual([
      'conflict',
      'accepted',
      'accepted',
    ]);
  });

  it('[IN10] says beside the loser’s words who chose, and what', () => {
    const place = (value: string) => ({ type: 'set', body: { incident, fields: { place: value } } }) as const;
    const on = (seq: number): BookEntry['place'] => ({ state: 'on_server', seq, recvAt: wall });
    const loser = row(place('Nhà ăn'), { n: 1, dev: 2, base: { place: 1 }, place: on(3) });
    const settles = [opIdOf(loser)];
    const { incidents } = createIncidentReader()([
      row(
        { type: 'resolve', body: { incident, field: 'place', value: 'Nhà bếp', settles } },
        { n: 3, base: { place: 2 }, place: on(4) },
      ),
      loser,
      row(place('Cổng chính'), { n: 2, base: { place: 1 }, place: on(2) }),
      row(open(), { n: 1, place: on(1) }),
    ]);
    expect(incidents[0]?.shown.conflicts).toEqual([]);
    expect(incidents[0]?.timeline[1]).toMatchObject({
      command: { body: { fields: { place: 'Nhà ăn' } } },
      claims: ['place'],
      choices: [{ by: 'lan', field: 'place', value: 'Nhà bếp' }],
    });
  });

  it('[AD4] [AD5] shows an adopted command as its author’s, once, and a refused one with the reason', () => {
    const place = (value: string) => ({ type: 'set', body: { incident, fields: { place: value } } }) as const;
    const on = (seq: number): BookEntry['place'] => ({ state: 'on_server', seq, recvAt: wall });
    const waits = { state: 'needs_you', code: 'lease_expired' } as const;
    const taken = row(place('Nhà ăn'), { n: 1, dev: 2, base: { place: 1 }, place: waits });
    const mistaken = row(place('Cổng sau'), { n: 2, dev: 2, base: { place: 1 }, place: waits });
    const { incidents } = createIncidentReader()([
      taken,
      mistaken,
      carrier(mistaken, { n: 3, place: on(3), reason: 'nhầm' }),
      carrier(taken, { n: 2, place: on(2) }),
      row(open(), { n: 1, place: on(1) }),
    ]);
    expect(incidents[0]?.shown.fields.place.value).toBe('Nhà ăn');
    expect(incidents[0]?.timeline.map(({ key, managed, asideCode }) => [key, managed, asideCode])).toEqual([
      [opIdOf(mistaken), { word: 'refused', by: 'thao', code: 'lease_expired', reason: 'nhầm' }, null],
      [opIdOf(taken), { word: 'adopted', by: 'thao', code: 'lease_expired', reason: null }, null],
      [expect.any(String), null, null],
    ]);
  });

  it('keeps what the server set aside in sight, and out of the incident', () => {
    const { incidents } = createIncidentReader()([
      row(
        { type: 'changeStatus', body: { incident, expected: 'reported', to: 'closed', reason: '' } },
        {
          n: 2,
          place: { state: 'needs_you', code: 'actor_not_permitted' },
        },
      ),
      row(open(), { n: 1, place: { state: 'on_server', seq: 1, recvAt: wall } }),
    ]);
    expect(incidents[0]?.shown.status).toBe('reported');
    expect(incidents[0]?.timeline[0]).toMatchObject({ asideCode: 'actor_not_permitted', decision: null });
  });

  it('[PV5] counts what only a newer version can read, and goes on', () => {
    const future = row(open(), {
      n: 2,
      kind: 'incident.future',
      place: { state: 'on_server', seq: 2, recvAt: wall },
    });
    const first = row(open(), { n: 1, place: { state: 'on_server', seq: 1, recvAt: wall } });
    expect(createIncidentReader()([future, first])).toMatchObject({
      deferred: 1,
      incidents: [{ id: incident }],
    });
  });

  it('says both times of what came late', () => {
    const { incidents } = createIncidentReader()([
      row(open(), { n: 1, place: { state: 'on_server', seq: 1, recvAt: wall + 92 * 60_000 } }),
    ]);
    expect(incidents[0]?.timeline[0]?.times).toMatchObject({ writtenAt: wall, lateAt: wall + 92 * 60_000 });
  });

  it('says of two devices that wrote at one time that their order cannot be told', () => {
    const note: IncidentCommand = { type: 'note', body: { incident, text: 'Đã gọi' } };
    const { incidents } = createIncidentReader()([
      row(note, { n: 2, dev: 2, place: { state: 'on_server', seq: 3, recvAt: wall + 100 } }),
      row(note, { n: 1, dev: 2, place: { state: 'on_server', seq: 2, recvAt: wall + 100 } }),
      row(open(), { n: 1, place: { state: 'on_server', seq: 1, recvAt: wall + 100 } }),
    ]);
    expect(incidents[0]?.timeline.map(({ isUncertain }) => isUncertain)).toEqual([false, true, false]);
  });

  it('keeps the lines that it folded before, and takes back what is not confirmed any more', () => {
    const read = createIncidentReader();
    const note: IncidentCommand = { type: 'note', body: { incident, text: 'Đã gọi' } };
    const first = row(open(), { n: 1, place: { state: 'on_server', seq: 1, recvAt: wall } });
    const own = row(note, { n: 2, place: { state: 'on_tablet' } });
    const before = read([own, first]).incidents[0]?.timeline;
    expect(before?.map(({ state }) => state)).toEqual(['on_tablet', 'on_server']);
    const sent: BookEntry = { op: own.op, place: { state: 'on_server', seq: 2, recvAt: wall } };
    const after = read([sent, first]).incidents[0]?.timeline;
    expect(after?.map(({ state }) => state)).toEqual(['on_server', 'on_server']);
    expect(after?.[1]).toBe(before?.[1]);
    expect(read([first]).incidents[0]?.timeline).toHaveLength(1);
  });
});

type Written = {
  readonly n: number;
  readonly place: BookEntry['place'];
  readonly dev?: number;
  readonly kind?: string;
  readonly base?: Record<string, number>;
};

function opIdOf({ op }: BookEntry): string {
  return readHeader(op)?.opId ?? never();
}

/** A manager's word on what waits. */
function carrier(
  { op }: BookEntry,
  { n, place, reason }: { readonly n: number; readonly place: BookEntry['place']; readonly reason?: string },
): BookEntry {
  const { op: own } = row(open(), { n, dev: 3, place });
  const word = reason === undefined ? 'adopted' : 'refused';
  const header = { ...readHeader(own), actor: 'thao', kind: `quarantine.${word}` };
  const body = { from: { scope: 'quarantine:f-01', seq: n }, op, code: 'lease_expired' };
  const b = JSON.stringify({ ...body, ...(reason !== undefined && { reason }) });
  return { op: { ...own, h: JSON.stringify(header), b }, place };
}

function open(): IncidentCommand {
  return { type: 'open', body: { incident, fields: { ...fields, cameras: [] } } };
}

function never(): never {
  throw new Error('there is an incident');
}

function row(command: IncidentCommand, { n, place, dev = 1, kind, base = {} }: Written): BookEntry {
  const header = {
    opId: `0190163d-8694-7394-8002-0242ac12${dev}${String(n).padStart(3, '0')}`,
    dev: `0190163d-8694-7394-8003-0242ac12000${dev}`,
    inst: 1,
    n,
    prev: '0'.repeat(64),
    hlc: { t: wall, c: 0 },
    wall,
    mono: 5,
    off: 0,
    err: 20,
    actor: 'lan',
    lease: null,
    scope: 'facility:f-01',
    kind: kind ?? incidentKinds[command.type].kind,
    v: 1,
    base,
    commit: '0'.repeat(64),
  };
  return { op: { h: JSON.stringify(header), b: JSON.stringify(command.body), s: 'A'.repeat(22) }, place };
}
