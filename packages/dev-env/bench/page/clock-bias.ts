import type { Page } from '@playwright/test';

/**
 * By how many ms the page's `performance` clock, taken as ms since 1970, is ahead of the machine's wall clock. The two part
 * when the machine's clock is set right while the browser runs.
 */
export function clockBiasMs(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const differences: number[] = [];
    for (let at = 0; at < 200; at += 1) {
      // `Date.now()` cuts off what is below a millisecond: half of one on the average.
      differences.push(performance.timeOrigin + performance.now() - Date.now() - 0.5);
      if (at % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 3));
    }
    return differences.sort((a, b) => a - b)[differences.length / 2] ?? 0;
  });
}
