import { describe, expect, it } from 'vitest';
import { emptyFault, type Fault } from '../fault-log/index.ts';
import { emptyIncident, type Incident } from '../incident/index.ts';
import type { Gap } from '../shift/index.ts';
import { datedPlaces, faultItems, gapItems, incidentItems } from './from-logs.ts';
import { centre, filterTimeline, severityOf, type TimelineFilter, type TimelineItem } from './item.ts';
import { countInBins, hourOf, levelOf, loadOf } from './load.ts';

const hour = 3_600_000;
/** Midnight of a day in the province. */
const midnight = Date.parse('2021-06-15T00:00:00+07:00');

function fault(change: Partial<Fault>): Fault {
  const report = {
    asset: { kind: 'camera', id: 'cam-1', name: 'Cổng' },
    symptom: 'no_picture',
    since: midnight,
  } as unknown as Fault['report'];
  return { ...emptyFault, report, ...change };
}

function item(change: Partial<TimelineItem> = {}): TimelineItem {
  return {
    kind: 'incident',
    id: 'a',
    facility: 'f-01',
    from: midnight,
    to: null,
    title: 'Tụ tập',
    severity: 'high',
    status: 'reported',
    ...change,
  } as TimelineItem;
}

describe('incidentItems', () => {
  const opened = { by: 'khanh', seq: 4 };
  const closed: Incident = {
    ...emptyIncident,
    opened,
    status: 'closed',
    statusVersion: { ...emptyIncident.statusVersion, seq: 9 },
  };
  const received = (seq: number) => (seq === 4 ? midnight : seq === 9 ? midnight + hour : undefined);

  it('[GL-36] goes from when it was opened to when it was closed', () => {
    expect(incidentItems('f-01', { one: closed }, received)).toMatchObject([
      { id: 'one', facility: 'f-01', from: midnight, to: midnight + hour },
    ]);
    expect(datedPlaces({ one: closed })).toEqual([4, 9]);
  });

  it('[GL-21] begins a violation when it was found, not when the server heard of it', () => {
    const violation = { detectedAt: midnight - hour } as unknown as Incident['violation'];
    const [found] = incidentItems('f-01', { one: { ...closed, violation, status: 'handling' } }, received);
    expect(found).toMatchObject({ from: midnight - hour, to: null });
  });

  it('leaves out what has no place in time', () => {
    expect(incidentItems('f-01', { one: emptyIncident }, received)).toEqual([]);
  });
});

describe('faultItems', () => {
  it('[GL-25] says of a fault whether somebody stands in, and ends it when the picture was back', () => {
    const restored = { at: midnight + hour, byItself: false };
    const found = faultItems(null, { bare: fault({}), back: fault({ status: 'restored', restored }) });
    expect(found).toMatchObject([
      { id: 'bare', facility: null, to: null, unwatched: true },
      { id: 'back', to: midnight + hour, unwatched: false },
    ]);
  });
});

describe('gapItems', () => {
  const gap = (change: Partial<Gap>): Gap => ({
    kind: 'unmanned',
    from: midnight,
    to: midnight + hour,
    knownAt: null,
    isOpen: false,
    explanations: [],
    ...change,
  });

  it('[GL-20] leaves a gap that lasts open, and tells a lost connection from absence', () => {
    const post = { post: 'p-1', name: 'Vị trí 1', facility: 'f-01' };
    const found = gapItems({ ...post, gaps: [gap({ isOpen: true }), gap({ kind: 'lost_connection' })] });
    expect(found.map(({ to }) => to)).toEqual([null, midnight + hour]);
    expect(found.map(severityOf)).toEqual(['urgent', 'information']);
  });
});

describe('filterTimeline', () => {
  const all: TimelineFilter = {
    facility: null,
    kind: null,
    severity: null,
    state: null,
    from: midnight,
    to: midnight + 24 * hour,
  };
  const ended = item({ id: 'ended', from: midnight + hour, to: midnight + 2 * hour, facility: null });
  const before = item({ id: 'before', from: midnight - 9 * hour, to: midnight - hour });
  const lasting = item({ id: 'lasting', from: midnight - 9 * hour });
  const items = [lasting, before, ended];
  const ids = (change: Partial<TimelineFilter>) =>
    filterTimeline(items, { ...all, ...change }).map(({ id }) => id);

  it('gives what touches the stretch, the latest beginning first', () => {
    expect(ids({})).toEqual(['ended', 'lasting']);
  });

  it.each([
    [{ facility: centre }, ['ended']],
    [{ state: 'open' }, ['lasting']],
    [{ severity: 'urgent' }, []],
    [{ kind: 'fault' }, []],
  ] as const)('narrows by %o', (change, expected) => {
    expect(ids(change)).toEqual(expected);
  });
});

describe('loadOf', () => {
  it('counts what began, by facility and hour of the province, most first', () => {
    const items = [
      item({ from: midnight + 30_000 }),
      item({ from: midnight + 24 * hour }),
      item({ from: midnight + 23.5 * hour, facility: 'f-02' }),
      item({ from: midnight - 1 }),
    ];
    const load = loadOf(items, { from: midnight, to: midnight + 48 * hour });
    expect(load.rows.map(({ place, total }) => [place, total])).toEqual([
      ['f-01', 2],
      ['f-02', 1],
    ]);
    expect(load.hours[0]).toBe(2);
    expect(load.hours[23]).toBe(1);
    expect(load).toMatchObject({ total: 3, most: 2 });
  });

  it('puts the end of the day in its last hour, whatever zone the device is in', () => {
    expect(hourOf(midnight - 1)).toBe(23);
    expect(hourOf(midnight)).toBe(0);
  });

  it('draws nothing for nothing and the fullest darkest', () => {
    expect([0, 1, 3, 8].map((count) => levelOf(count, 8))).toEqual([0, 1, 2, 4]);
    expect(levelOf(0, 0)).toBe(0);
    expect(levelOf(2, 2)).toBe(2);
  });
});

describe('countInBins', () => {
  it('leaves out what began before', () => {
    const items = [item({ from: 0 }), item({ from: 10 }), item({ from: 19 }), item({ from: 20 })];
    expect(countInBins(items, { from: 10, to: 20, bins: 2 })).toEqual([1, 1]);
  });
});
