import { describe, expect, it } from 'vitest';
import { createLots } from './lots.ts';
import { Scheduler } from './scheduler.ts';

describe('a scheduler', () => {
  it('[WS13] lets events happen by their time, then in the order of planning, whichever line they stand in', () => {
    const scheduler = new Scheduler();
    const lots = createLots(1, 'scheduler');
    const planned: { at: number; order: number }[] = [];
    const happened: typeof planned = [];
    const plan = (delayMs: number) => {
      const event = { at: scheduler.now + delayMs, order: planned.length };
      planned.push(event);
      const callOff = scheduler.after(delayMs, () => {
        happened.push(event);
        if (planned.length < 2_000)
          plan(lots.pick([0, 1, 400, 5_000, 5_000, 10_000, 10_000, 11_000, 30_000]));
      });
      if (!lots.chance(0.4)) return;
      callOff();
      planned[event.order] = { at: Infinity, order: event.order };
      if (planned.length < 2_000) plan(lots.pick([10_000, 11_000, 70]));
    };
    for (let count = 0; count < 50; count += 1) plan(lots.pick([0, 5_000, 10_000, 11_000, 12]));
    scheduler.runUntil(40_000);
    const due = planned.filter(({ at }) => at <= 40_000).sort((a, b) => a.at - b.at || a.order - b.order);
    expect(happened.length).toBeGreaterThan(150);
    expect(happened).toEqual(due);
    expect(scheduler.steps).toBe(happened.length);
  });

  it('is at the time that it ran up to, and runs what is due at that very moment', () => {
    const scheduler = new Scheduler();
    const seen: number[] = [];
    for (const delayMs of [10_000, 10_001]) scheduler.after(delayMs, () => seen.push(scheduler.now));
    scheduler.runUntil(10_000);
    expect([seen, scheduler.now]).toEqual([[10_000], 10_000]);
  });
});
