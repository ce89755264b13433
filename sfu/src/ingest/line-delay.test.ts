import { describe, expect, it } from 'vitest';
import { createLineDelay } from './line-delay.ts';

/** A camera that reports each second; `late` says how long a word of that second is on its way. */
function hear(seconds: number, late: (second: number) => number, clock = (ms: number) => ms) {
  const delay = createLineDelay();
  return Array.from({ length: seconds }, (_, second) => {
    const arrivalMs = second * 1_000 + late(second);
    delay.noteReport(clock(second * 1_000), arrivalMs);
    return delay.judge(late(second), arrivalMs);
  });
}

describe('the delay of a camera’s line', () => {
  it('is what its pictures and its reports are late by, beyond the usual', () => {
    const told = hear(20, (second) => 80 + Math.max(0, second - 9) * 400);
    expect(told.slice(0, 11)).toEqual(Array.from({ length: 11 }, () => 0));
    expect(told.at(-1)).toBe(4_000);
  });

  it('is none while the line merely wavers', () => {
    expect(Math.max(...hear(100, (second) => (second % 7) * 60))).toBe(0);
  });

  it('is none where a camera counts its pictures too slowly, or where its clock is set back', () => {
    const delay = createLineDelay();
    for (let second = 0; second < 60; second += 1) {
      delay.noteReport(second * 1_000, second * 1_000 + 80);
      expect(delay.judge(second * 200, second * 1_000 + 80)).toBe(0);
    }
    const setBack = (ms: number) => (ms >= 30_000 ? ms - 3_600_000 : ms);
    expect(Math.max(...hear(60, () => 80, setBack))).toBe(0);
  });

  it('is not known of a camera whose reports stop, nor of one that begins anew', () => {
    const delay = createLineDelay();
    delay.noteReport(0, 0);
    delay.noteReport(1_000, 4_000);
    expect(delay.judge(3_000, 4_000)).toBe(3_000);
    expect(delay.judge(3_000, 20_000)).toBe(0);
    delay.noteReport(21_000, 25_000);
    delay.restart();
    expect(delay.judge(3_000, 25_000)).toBe(0);
  });

  it('forgets after ten minutes what was usual', () => {
    const told = hear(1_300, (second) => (second < 10 ? 0 : 2_000));
    expect(told[300]).toBe(2_000);
    expect(told.at(-1)).toBe(0);
  });
});
