import { describe, expect, it } from 'vitest';
import { eventKinds, readEvent } from './all-kinds.ts';

const opId = '0190163d-8694-7394-8001-0242ac120002';
const fields = {
  title: 'Ẩu đả',
  description: '',
  severity: 'high',
  casualties: null,
  place: '',
  cameras: [],
};

/** One body of each kind and version that was ever shipped. Lines are added, never changed: tablets hold such bodies. */
const shipped: readonly [kind: string, version: number, body: unknown][] = [
  ['logbook.entry', 1, { text: 'Yên', phrase: null, camera: null }],
  ['logbook.correction', 1, { target: opId, text: 'Hai người', reason: 'đếm lại' }],
  ['logbook.strike', 1, { target: opId, reason: 'nhầm sổ' }],
  ['logbook.addendum', 1, { target: opId, text: 'Đã báo lại' }],
  ['logbook.countersign', 1, { target: opId }],
  ['incident.open', 1, { incident: opId, fields }],
  ['incident.set', 1, { incident: opId, fields: { place: 'Sân sau' } }],
  ['incident.note', 1, { incident: opId, text: 'Đã gọi quản lý' }],
  ['incident.change_status', 1, { incident: opId, expected: 'reported', to: 'notified', reason: '' }],
  ['incident.resolve', 1, { incident: opId, field: 'place', value: 'Sân sau', settles: [opId] }],
];

describe('kinds of events', () => {
  it('[PV5] have a shipped body for every version up to the newest', () => {
    const versions = eventKinds.flatMap(({ kind, version }) =>
      Array.from({ length: version }, (_, at) => `${kind} ${at + 1}`),
    );
    expect(shipped.map(([kind, version]) => `${kind} ${version}`).sort()).toEqual(versions.sort());
  });

  it.each(shipped)('[PV4] reads a body of %s version %i', (kind, v, body) => {
    expect(readEvent({ kind, v }, JSON.stringify(body)).status).toBe('read');
  });

  it.each(eventKinds)('[PV5] defers $kind of the version after its newest', ({ kind, version }) => {
    for (const body of ['{}', '{', '"x"'])
      expect(readEvent({ kind, v: version + 1 }, body).status).toBe('deferred');
  });

  it('[PV5] defers a kind of the future', () => {
    expect(readEvent({ kind: 'logbook.future', v: 1 }, '{}')).toEqual({ status: 'deferred', home: null });
  });
});
