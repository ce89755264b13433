import { describe, expect, it } from 'vitest';
import { emptyFault, type Fault } from '../fault-log/index.ts';
import { emptyIncident, type Incident, type Incidents } from '../incident/index.ts';
import { attentionOf, countByAge, orderBoard, type BoardFigures } from './attention.ts';
import { cameraFigures, caseFigures, faultFigures, postFigures } from './figures.ts';

const minute = 60_000;
const now = 1_623_740_400_000;

function incident(change: Partial<Incident>): Incident {
  return { ...emptyIncident, opened: { by: 'khanh', seq: 1 }, ...change };
}

function fault(change: Partial<Fault>): Fault {
  const report = { since: now, by: 'khanh', at: now } as unknown as Fault['report'];
  return { ...emptyFault, report, ...change };
}

const running = { id: 'a', until: null } as unknown as Fault['substitutes'][number];
const calm: BoardFigures = {
  cameras: { up: 5, down: 0, unknown: 0, downSince: null },
  cases: { openedAt: [], unanswered: 0, unansweredSince: null, worst: null },
  faults: { open: 0, openSince: null, bare: 0, bareSince: null },
  posts: { manned: 1, unmanned: 0, unmannedSince: null },
};

describe('cameraFigures', () => {
  it('[GL-02] counts what nobody has told of as unknown, and neither as up nor as down', () => {
    const figures = cameraFigures([
      { condition: 'up', since: 1 },
      { condition: 'down', since: 9 },
      { condition: 'down', since: 4 },
      { condition: 'unknown', since: null },
    ]);
    expect(figures).toEqual({ up: 1, down: 2, unknown: 1, downSince: 4 });
  });
});

describe('caseFigures', () => {
  const incidents: Incidents = {
    told: incident({ status: 'handling', opened: { by: 'khanh', seq: 2 } }),
    fresh: incident({ status: 'reported', opened: { by: 'khanh', seq: 5 } }),
    over: incident({ status: 'closed', opened: { by: 'khanh', seq: 1 } }),
    beginningless: { ...emptyIncident },
  };
  const received = new Map([
    [1, 100],
    [2, 200],
    [5, 500],
  ]);

  it('[GL-21] counts the open ones with the oldest first, and those that nobody answered apart', () => {
    expect(caseFigures(incidents, (seq) => received.get(seq))).toEqual({
      openedAt: [200, 500],
      unanswered: 1,
      unansweredSince: 500,
      worst: 'attention',
    });
  });

  it('[GL-21] goes by when a violation was found, where that is told, and not by when the server heard of it', () => {
    const violation = { detectedAt: 42 } as unknown as Incident['violation'];
    const figures = caseFigures({ one: incident({ violation }) }, () => 500);
    expect(figures.openedAt).toEqual([42]);
  });
});

describe('faultFigures', () => {
  it('[GL-25] tells faults without substitute supervision from those with it', () => {
    const figures = faultFigures({
      bare: fault({ status: 'detected' }),
      covered: fault({ status: 'repairing', substitutes: [running] }),
      restored: fault({ status: 'restored' }),
      closed: fault({ status: 'closed' }),
    });
    expect(figures).toEqual({ open: 3, openSince: now, bare: 1, bareSince: now });
  });
});

describe('postFigures', () => {
  it('[GL-20] counts posts without anybody, since the first of them was left', () => {
    const figures = postFigures([
      { manned: true, since: 1 },
      { manned: false, since: 7 },
      { manned: false, since: null },
    ]);
    expect(figures).toEqual({ manned: 1, unmanned: 2, unmannedSince: 7 });
  });
});

describe('attentionOf', () => {
  const cases = (since: number): BoardFigures => ({
    ...calm,
    cases: { openedAt: [since], unanswered: 1, unansweredSince: since, worst: 'high' },
  });
  const faults = (bare: number): BoardFigures => ({
    ...calm,
    faults: { open: 1, openSince: now, bare, bareSince: bare > 0 ? now : null },
  });

  it.each([
    ['calm', 'nothing is open', calm],
    ['calm', 'nothing may be seen', { cameras: null, cases: null, faults: null, posts: null }],
    ['watch', '[GL-21] a case waits for less than ten minutes', cases(now - 9 * minute)],
    ['act', '[GL-21] a case waits for more than ten minutes', cases(now - 11 * minute)],
    ['watch', '[GL-25] each fault has its substitute', faults(0)],
    ['act', '[GL-25] a fault has no substitute', faults(1)],
    ['act', '[GL-20] a post is unmanned', { ...calm, posts: { manned: 0, unmanned: 1, unmannedSince: now } }],
    [
      'watch',
      '[GL-02] a camera is down',
      { ...calm, cameras: { up: 4, down: 1, unknown: 0, downSince: now } },
    ],
  ] as const)('is %s while %s', (expected, _why, figures) => {
    expect(attentionOf(figures, now)).toBe(expected);
  });

  it('puts what calls loudest first, then what has waited longest, then goes by name', () => {
    const rows = [
      { name: 'Đồi Thông', ...calm },
      { name: 'Ayun Pa', ...calm },
      { name: 'Suối Đá', ...cases(now - 11 * minute) },
      { name: 'Rẫy Cà Phê', ...cases(now - 47 * minute) },
      { name: 'Mây Ngàn', ...faults(0) },
    ];
    expect(orderBoard(rows, now).map(({ name }) => name)).toEqual([
      'Rẫy Cà Phê',
      'Suối Đá',
      'Mây Ngàn',
      'Ayun Pa',
      'Đồi Thông',
    ]);
  });
});

describe('countByAge', () => {
  it('counts each moment in one band, and one of the future in the youngest', () => {
    const ages = [-1, 0, 9, 10, 59, 60, 24 * 60 - 1, 24 * 60, 99 * 60];
    expect(
      countByAge(
        ages.map((age) => now - age * minute),
        now,
      ),
    ).toEqual([3, 2, 2, 2]);
  });
});
