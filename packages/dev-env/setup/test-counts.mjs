/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {any} report of vitest's json reporter
 * @returns {Counts | undefined}
 */
export function countVitest(report) {
  if (typeof report?.numTotalTests !== 'number') return undefined;
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = report;
  return { passed, failed, skipped: numPendingTests + numTodoTests };
}

/**
 * @param {any} report of Playwright's json reporter
 * @returns {Counts | undefined}
 */
export function countPlaywright(report) {
  if (typeof report?.stats?.expected !== 'number') return undefined;
  const { expected, flaky, unexpected, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected, skipped };
}

/**
 * @typedef {object} StepResult
 * @property {string} name
 * @property {number} code
 * @property {number} seconds
 * @property {Counts} [counts] of a step that runs tests; lint and types have none
 * @property {boolean} hasTests
 */

/**
 * A test step in which no test ran has failed, however its tool ended; so has one that broke without a failed test.
 * @param {StepResult} result
 * @returns {Counts}
 */
export function settledCounts({ code, counts = { passed: 0, failed: 0, skipped: 0 }, hasTests }) {
  if (!hasTests) return { passed: 0, failed: 0, skipped: 0 };
  const isBroken = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  return isBroken ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {StepResult[]} results
 * @returns {{ lines: string[], exitCode: number }} the last line holds the sums and nothing else
 */
export function summarize(results) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const rows = results.map((result) => {
    const counts = settledCounts(result);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    const mark = result.code === 0 && counts.failed === 0 ? '✓' : '✗';
    const what = result.hasTests ? countsLine(counts) : mark === '✓' ? 'clean' : 'not clean';
    const none =
      result.hasTests && counts.passed + (result.counts?.failed ?? 0) === 0 ? ' (no test ran)' : '';
    return `${mark} ${result.name.padEnd(26)} ${`${result.seconds.toFixed(1)} s`.padStart(9)}   ${what}${none}`;
  });
  const isGreen = total.passed > 0 && total.failed === 0 && results.every(({ code }) => code === 0);
  return { lines: [...rows, countsLine(total)], exitCode: isGreen ? 0 : 1 };
}

/** @param {Counts} counts */
function countsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
