import { foldLeaf, isOpen, notifyDelayMs, recordingLeftMs, type Incidents } from '@truc/domain/incident';
import {
  currentShift,
  foldShifts,
  gapsOf,
  handoverConflicts,
  readShiftFact,
  type ShiftFact,
} from '@truc/domain/shift';
import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../people.ts';
import { province } from '../province.ts';
import { pastOf } from './past.ts';
import { momentOf, tellInOrder, type Said, type Told } from './told.ts';

const day = 24 * 60 * 60_000;
/** 15/07/2021 17:20 at Pleiku. */
const now = 1_623_741_600_000 + 30 * day + 3 * 60 * 60_000;
const starts = ['06:00', '14:00', '22:00'];

type Line = Told & Said;
const logs = new Map<string, Line[]>();
const moments: number[] = [];

beforeAll(async () => {
  const watch = (post: string) =>
    people.filter(({ roles }) => roles.some((role) => role.post === post)).map(({ id }) => id);
  const documents = new Map(province.posts.map(({ id }) => [id, '1']));
  let count = 0;
  await tellInOrder(pastOf({ documents, watch, starts }, now), (told) => {
    count += 1;
    const log = logs.get(told.scope) ?? [];
    logs.set(told.scope, log);
    const said = {
      opId: `0190163d-8694-7394-8009-${String(count).padStart(12, '0')}`,
      hash: count.toString(16).padStart(64, '0'),
      seq: log.length + 1,
    };
    log.push({ ...told, ...said });
    moments.push(momentOf(told));
    return Promise.resolve(said);
  });
});

function watchAt(post: string) {
  const facts = (logs.get(`post:${post}`) ?? []).flatMap((line): ShiftFact[] => {
    const read = readShiftFact(line, JSON.stringify(line.body));
    if (read === null) return [];
    const { opId, hash, actor, at, device = 'scribe', seq } = line;
    return [{ ...read, opId, hash, actor, at, dev: device, inst: 1, n: seq, recvAt: momentOf(line) }];
  });
  return foldShifts(facts);
}

function casesAt(facility: string): Incidents {
  return (logs.get(`facility:${facility}`) ?? []).reduce<Incidents>((incidents, line) => {
    const { base = {}, actor: dev } = line;
    const leaf = { ...line, dev, inst: 1, n: line.seq, base, body: JSON.stringify(line.body) };
    const { incidents: after, decision } = foldLeaf(incidents, leaf);
    expect([line.kind, decision?.status]).toEqual([line.kind, 'accepted']);
    return after;
  }, {});
}

describe('the past of the demonstration', () => {
  it('is told in the order in which the server learned of it, and up to now', () => {
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(moments.at(-1)).toBeLessThanOrEqual(now);
  });

  it('[GL-22] [GL-23] holds some 1,800 shifts and 18,000 entries, and every fact of a shift counts', () => {
    const watches = [...logs.keys()].flatMap((scope) =>
      scope.startsWith('post:') ? [watchAt(scope.slice(5))] : [],
    );
    expect(watches.flatMap(({ disregarded }) => disregarded)).toEqual([]);
    const shifts = watches.flatMap((watch) => watch.shifts).length;
    expect(shifts).toBeGreaterThan(1_500);
    const entries = [...logs.values()].flat().filter(({ kind }) => kind === 'logbook.entry').length;
    expect(entries).toBeGreaterThan(16_000);
    expect(currentShift(watchAt('cs-01-vt1'))).toMatchObject({ holder: { person: 'truc-01-1' } });
  });

  it('[GL-23] holds a handover that was accepted with a reservation, and one that waits', () => {
    const reservations = watchAt('cs-04-vt1').shifts.flatMap(
      ({ accepted }) => accepted?.body.reservation ?? [],
    );
    expect(reservations).toEqual(['Thiếu một chìa khóa phòng máy, đã báo trưởng cơ sở.']);
    expect(currentShift(watchAt('cs-02-vt1'))).toMatchObject({ state: 'awaiting_acceptance' });
  });

  it('[GL-20] holds a gap of 22 minutes that turned out to be a lost connection', () => {
    const gaps = gapsOf({
      watch: watchAt('cs-07-vt1'),
      patterns: [{ post: 'cs-07-vt1', from: '2021-05-01', starts }],
      documents: [],
      period: { from: now - 2 * day, to: now },
      now,
    });
    expect(gaps.map(({ kind, from, to }) => [kind, (to - from) / 60_000])).toEqual([['lost_connection', 22]]);
  });

  it('[GL-23] holds a shift that two devices accepted apart', () => {
    const [twice] = handoverConflicts(watchAt('cs-08-vt1'));
    expect(twice?.signing?.acceptances.map(({ dev, actor }) => [dev, actor])).toEqual([
      ['cs08a', 'truc-08-1'],
      ['cs08b', 'truc-08-3'],
    ]);
  });

  it('holds entries of a tablet whose clock is seven minutes fast', () => {
    const fast = (logs.get('post:cs-11-vt1') ?? []).filter(({ device }) => device === 'cs11');
    expect(fast.length).toBeGreaterThan(0);
  });

  it('[GL-21] holds 190 violations, one told after two minutes and one after 47', () => {
    const all = province.facilities.flatMap(({ id }) => Object.entries(casesAt(id)));
    expect(all).toHaveLength(190);
    const delays = all.flatMap(([id, { violation }]) =>
      id.endsWith('901') || id.endsWith('902') ? [violation && notifyDelayMs(violation)] : [],
    );
    expect(delays).toEqual([2 * 60_000, 47 * 60_000]);
    expect(all.filter(([, { status }]) => isOpen(status))).toHaveLength(2);
  });

  it('[KH-18] holds a case whose recording is written over in 26 hours', () => {
    const [expiring] = Object.values(casesAt('cs-11')).filter(({ status }) => isOpen(status));
    const recorder = province.recorders.find(({ facility }) => facility === 'cs-11');
    const violation = expiring?.violation;
    expect(violation && recorder && recordingLeftMs(violation, [recorder.retentionDays * 24], now)).toBe(
      26 * 60 * 60_000 - 60_000,
    );
  });
});
