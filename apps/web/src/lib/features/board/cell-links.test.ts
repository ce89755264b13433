import { describe, expect, it } from 'vitest';
import { linesOf } from './board-lines.ts';
import { linksOf } from './cell-links.ts';

const now = 1_000_000;
const pages = {
  wall: () => '/wall',
  incidents: () => '/incidents',
  incidentsAt: (id: string) => `/incidents/at/${id}`,
  faults: () => '/faults',
  calendar: () => '/calendar',
};
const row = {
  facility: 'f-01',
  name: 'Cơ sở 01',
  cameras: { up: 3, down: 1, unknown: 0, downSince: now - 60_000 },
  cases: { openedAt: [now - 120_000], unanswered: 0, unansweredSince: null, worst: 'high' as const },
  faults: { open: 1, openSince: now, bare: 1, bareSince: now - 60_000 },
  posts: { total: 1, unmanned: 0, unmannedSince: null },
  heardAt: now,
};
const facility = {
  id: 'f-01',
  name: 'Cơ sở 01',
  district: 'd',
  authority: 'civil',
  state: 'operating',
} as const;
const access = { facility } as never;

describe('figures of the board', () => {
  const told = { at: now, camerasLostSince: null, centralFault: null, rows: [row] };
  const [line] = linesOf(told as never, now).lines;
  if (line === undefined) throw new Error('something is open there');

  it('[N-10] lead to what they count, of the facility where its log is his to read', () => {
    const links = linksOf(line, { facilities: [access], viewsCameras: true }, pages);
    expect(links.cases).toContain('/incidents/at/f-01');
    expect(links.faults).toContain('/faults');
    expect(links.cameras).toContain('/wall');
  });

  it('[N-10] lead nowhere where nothing is counted, and to no picture for whoever may watch none', () => {
    const links = linksOf(line, { facilities: [], viewsCameras: false }, pages);
    expect(links).toMatchObject({ posts: null, cameras: null });
    expect(links.cases).not.toContain('f-01');
  });
});
