import type { TimelineResponse } from '@truc/domain/api';
import type { TimelineItem } from '@truc/domain/timeline';
import { describe, expect, it } from 'vitest';
import { TimelineController } from './timeline-controller.svelte.ts';

const hour = 3_600_000;
const to = 1_623_740_400_000;
const from = to - 744 * hour;

function item(id: string, at: number, facility = 'f-01'): TimelineItem {
  return {
    kind: 'incident',
    id,
    facility,
    from: at,
    to: at + 1,
    title: id,
    severity: 'high',
    status: 'closed',
  };
}

function controllerOf(items: readonly TimelineItem[]): TimelineController {
  const told: TimelineResponse = { at: to, from, to, facilities: [], items: [...items] };
  return new TimelineController(() => told);
}

describe('TimelineController', () => {
  const items = [item('old', to - 30 * hour), item('new', to - hour), item('other', to - 2 * hour, 'f-02')];

  it('begins with the last day', () => {
    const timeline = controllerOf(items);
    expect(timeline.list.map(({ id }) => id)).toEqual(['new', 'other']);
    expect(timeline.isAtEnd).toBe(true);
  });

  it('[WCAG 2.5.7] goes back and forth by its own length without any dragging, and not beyond the period', () => {
    const timeline = controllerOf(items);
    timeline.step(-1);
    expect(timeline.stretch).toEqual({ from: to - 48 * hour, to: to - 24 * hour });
    expect(timeline.list.map(({ id }) => id)).toEqual(['old']);
    for (let at = 0; at < 60; at += 1) timeline.step(-1);
    expect(timeline.stretch.from).toBe(from);
    for (let at = 0; at < 60; at += 1) timeline.step(1);
    expect(timeline.isAtEnd).toBe(true);
  });

  it('shows all of the period when the stretch is as long', () => {
    const timeline = controllerOf(items);
    timeline.span = 744;
    expect(timeline.list).toHaveLength(3);
    expect(timeline.leastEnd).toBe(to);
  });

  it('counts in the picture of load what the list shows, and nothing that a filter leaves out', () => {
    const timeline = controllerOf(items);
    expect(timeline.load.total).toBe(2);
    timeline.facility = 'f-02';
    expect(timeline.load).toMatchObject({ total: 1, rows: [{ place: 'f-02' }] });
    expect(timeline.band.reduce((sum, count) => sum + count, 0)).toBe(1);
    timeline.clear();
    expect(timeline.isFiltered).toBe(false);
  });
});
