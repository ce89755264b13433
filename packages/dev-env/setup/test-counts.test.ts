import { expect, test } from 'vitest';
import { countPlaywright, countVitest, summarize } from './test-counts.mjs';

const lint = { name: 'lint', code: 0, seconds: 6, hasTests: false };
const unit = {
  name: 'unit',
  code: 0,
  seconds: 3,
  hasTests: true,
  counts: { passed: 40, failed: 0, skipped: 1 },
};
const e2e = {
  name: 'end to end',
  code: 0,
  seconds: 9,
  hasTests: true,
  counts: { passed: 5, failed: 0, skipped: 0 },
};

test('the last line holds the sums over all steps and nothing else', () => {
  const { lines, exitCode } = summarize([lint, unit, e2e]);
  expect(lines.at(-1)).toBe('45 passed, 0 failed, 1 skipped');
  expect(exitCode).toBe(0);
});

test('a step in which no test ran is a failure although its tool ended well', () => {
  const empty = { ...e2e, counts: { passed: 0, failed: 0, skipped: 3 } };
  const { lines, exitCode } = summarize([unit, empty]);
  expect(exitCode).toBe(1);
  expect(lines.at(-1)).toBe('40 passed, 1 failed, 4 skipped');
  expect(lines.at(-2)).toContain('no test ran');
});

test('a run without any test step is a failure', () => {
  expect(summarize([lint]).exitCode).toBe(1);
});

test('a tool that broke before it could report counts as one failure', () => {
  const broken = { name: 'integration', code: 1, seconds: 1, hasTests: true };
  expect(summarize([unit, broken]).lines.at(-1)).toBe('40 passed, 1 failed, 1 skipped');
});

test('lint that is not clean fails the run and adds nothing to the sums of tests', () => {
  const { lines, exitCode } = summarize([{ ...lint, code: 2 }, unit]);
  expect(exitCode).toBe(1);
  expect(lines[0]).toMatch(/^✗ lint .* not clean$/);
  expect(lines.at(-1)).toBe('40 passed, 0 failed, 1 skipped');
});

test('failed tests are counted as they are', () => {
  const failing = { ...e2e, code: 1, counts: { passed: 3, failed: 2, skipped: 0 } };
  const { lines, exitCode } = summarize([unit, failing]);
  expect(exitCode).toBe(1);
  expect(lines.at(-1)).toBe('43 passed, 2 failed, 1 skipped');
});

test('reports of vitest and Playwright are read, and what is no report is none', () => {
  const vitest = {
    numTotalTests: 9,
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
  };
  expect(countVitest(vitest)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  const playwright = { stats: { expected: 4, flaky: 1, unexpected: 2, skipped: 1 } };
  expect(countPlaywright(playwright)).toEqual({ passed: 5, failed: 2, skipped: 1 });
  expect(countVitest(undefined)).toBeUndefined();
  expect(countPlaywright({})).toBeUndefined();
});
