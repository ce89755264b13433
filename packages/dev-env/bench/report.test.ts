import { afterEach, describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { percentile, printReport, rounded } from './report.ts';
import { cpuSecondsIn } from './world/cpu-time.ts';

function printed(run: () => void): string[] {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  run();
  return log.mock.calls.map(([line]) => String(line));
}

afterEach(() => vi.restoreAllMocks());

describe('percentile', () => {
  it('is the smallest value that the share of values does not exceed', () => {
    const values = [5, 1, 4, 2, 3, 10, 9, 8, 7, 6];
    expect([0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([5, 10, 10]);
  });

  it('leaves the values as they were, and refuses none', () => {
    const values = [2, 1];
    percentile(values, 0.5);
    expect(values).toEqual([2, 1]);
    expect(() => percentile([], 0.5)).toThrow('nothing');
  });
});

describe('report', () => {
  it('ends with one line for machines, of exactly these keys', () => {
    const lines = printed(() => {
      printReport({ name: 'propagate', figures: { p95_ms: 99.5 }, rows: [['entries', '100']] }, 0.25);
    });
    const last = lines.at(-1) ?? '';
    expect(last.startsWith('BENCH {')).toBe(true);
    const Line = v.strictObject({
      name: v.literal('propagate'),
      machine: v.string(),
      date: v.pipe(v.string(), v.isoTimestamp()),
      figures: v.strictObject({ p95_ms: v.literal(99.5) }),
    });
    expect(v.is(Line, JSON.parse(last.slice('BENCH '.length)))).toBe(true);
  });

  it.each([
    [{ p95_ms: 300 }, /^propagate p95_ms +300 {2}reached: <= 300$/],
    [{ p95_ms: 300.1 }, /^propagate p95_ms +300.1 {2}NOT reached: <= 300$/],
  ])('says of %o whether the target is reached', (figures, line) => {
    const lines = printed(() => printReport({ name: 'propagate', figures, rows: [] }, 0));
    expect(lines.some((text) => line.test(text))).toBe(true);
  });

  it('rounds to the digits asked for', () => {
    expect([rounded(1.25), rounded(1.249), rounded(1_234.5, 0)]).toEqual([1.3, 1.2, 1_235]);
  });
});

describe('CPU time', () => {
  it('is found behind a name that holds brackets and blanks', () => {
    const stat = '4242 (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 250 50 0 0 20 0 1 0 9';
    expect(cpuSecondsIn(stat)).toBe(3);
  });
});
