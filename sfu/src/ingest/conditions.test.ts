import { expect, it } from 'vitest';
import { createConditions } from './conditions.ts';
import { createNoiseDetector } from './noise-detector.ts';

it('[video 5.8] misses sender reports after 15 s, and compares the clock of those that come', () => {
  const conditions = createConditions();
  conditions.begin(1000);
  expect(conditions.current(16_000)).toEqual([]);
  expect(conditions.current(16_001)).toEqual(['no_sender_reports']);
  conditions.noteSenderReport(-5_001);
  expect(conditions.current(16_001)).toEqual(['clock_off']);
  conditions.noteSenderReport(300);
  expect(conditions.current(16_001)).toEqual([]);
});

it('[video 5.10] forgives two steps back in 10 s, and names B-frames at the third or by the SPS', () => {
  const conditions = createConditions();
  conditions.noteSenderReport(0);
  for (const at of [0, 100, 10_050]) conditions.noteBackwardFrame(at);
  expect(conditions.current(10_060)).toEqual([]);
  conditions.noteBackwardFrame(10_070);
  expect(conditions.current(10_080)).toEqual(['b_frames']);
  expect(conditions.current(30_000)).toEqual([]);
  conditions.noteReordering(2);
  expect(conditions.current(30_000)).toEqual(['b_frames']);
});

it('shows damage for 10 s', () => {
  const conditions = createConditions();
  conditions.noteSenderReport(0);
  conditions.noteDamage(0);
  expect(conditions.current(9_999)).toEqual(['damaged_units']);
  expect(conditions.current(10_000)).toEqual([]);
});

it('tells noise from a bad line', () => {
  const detector = createNoiseDetector(0, { frames: 10, damagedUnits: 5 });
  expect(detector.isNoise(4_000, { frames: 10, damagedUnits: 500 })).toBe(false);
  expect(detector.isNoise(5_000, { frames: 12, damagedUnits: 60 })).toBe(true);
  expect(detector.isNoise(10_000, { frames: 32, damagedUnits: 100 })).toBe(false);
});
