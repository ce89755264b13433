import { setTimeout as delay } from 'node:timers/promises';
import { observeOutbox, saveEntry } from './page/book-page.ts';
import { openBook, openBrowser } from './page/browser.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople, benchPost } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const warmUpSaves = 20;
const saves = 200;
/** Faster than anybody writes, and long enough for the page to have redrawn the entry before. */
const pauseMs = 500;

/** A tablet's processor is this many times slower than a desk's. */
const throttling = 4;

/** One entry by the logbook's own path, without a network: from the begin of its encryption to the strict commit's `complete`. */
export function measureSaveOffline(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], observeOutbox);
    try {
      const page = await openBook(context, benchPost(1));
      await context.setOffline(true);
      const devtools = await context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttling });
      const taken: number[] = [];
      const committing: number[] = [];
      const sinceKey: number[] = [];
      for (let at = 0; at < warmUpSaves + saves; at += 1) {
        const { pressedAt, keyedAt, begunAt, committedAt } = await saveEntry(
          page,
          `Ghi khi mất mạng ${at + 1}`,
        );
        if (at >= warmUpSaves) {
          taken.push(committedAt - keyedAt);
          committing.push(committedAt - begunAt);
          sinceKey.push(committedAt - pressedAt);
        }
        await delay(pauseMs);
      }
      return {
        figures: { p50_ms: rounded(percentile(taken, 0.5)), p99_ms: rounded(percentile(taken, 0.99)) },
        rows: [
          ['saves', `${taken.length}, after ${warmUpSaves} to warm up, one after the other`],
          [
            'measured',
            `from the begin of its encryption to the complete event, processor throttled ${throttling} times`,
          ],
          [
            'of that the strict transaction, p50, p99',
            `${median(committing)}, ${rounded(percentile(committing, 0.99))} ms`,
          ],
          ['from Ctrl+Enter, p50, p95', `${median(sinceKey)}, ${rounded(percentile(sinceKey, 0.95))} ms`],
          [
            'from Ctrl+Enter, first and last 100',
            `${median(sinceKey.slice(0, 100))}, ${median(sinceKey.slice(-100))}`,
          ],
          ['p95, p99', `${rounded(percentile(taken, 0.95))} ms, ${rounded(percentile(taken, 0.99))} ms`],
          [
            'p50 of the first and the last 100',
            `${median(taken.slice(0, 100))}, ${median(taken.slice(-100))}`,
          ],
          ['slowest', `${rounded(Math.max(...taken))} ms`],
        ],
      };
    } finally {
      await context.close();
    }
  });
}

function median(values: readonly number[]): string {
  return `${rounded(percentile(values, 0.5))} ms`;
}
