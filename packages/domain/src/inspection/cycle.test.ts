import { expect, it } from 'vitest';
import { cycleStateOf, isInCycle, usualCycleDays } from './cycle.ts';

const day = 24 * 60 * 60_000;
const now = Date.UTC(2021, 5, 15);

it('[N-03] is fifteen days where the province sets nothing else', () => {
  expect(usualCycleDays).toBe(15);
});

it('[N-03] is overdue from the end of the fifteenth day on', () => {
  expect(cycleStateOf(now - 15 * day, 15, now)).toEqual({
    last: now - 15 * day,
    dueAt: now,
    isOverdue: false,
  });
  expect(cycleStateOf(now - 15 * day - 1, 15, now).isOverdue).toBe(true);
  expect(cycleStateOf(now - 8 * day, 7, now).isOverdue).toBe(true);
});

it('[N-03] is overdue at once where a facility never was inspected', () => {
  expect(cycleStateOf(null, 15, now)).toEqual({ last: null, dueAt: null, isOverdue: true });
});

it('[N-03] goes round the facilities in which people are guarded', () => {
  expect(isInCycle({ state: 'operating' })).toBe(true);
  expect(isInCycle({ state: 'suspended' })).toBe(false);
  expect(isInCycle({ state: 'mission_ended' })).toBe(false);
});
