import { setTimeout as delay } from 'node:timers/promises';
import { observeOutbox, saveEntry } from './page/book-page.ts';
import { openBook, openBrowser } from './page/browser.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople, benchPost } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const warmUpSaves = 20;
const saves = 500;
/** Let the page settle between two entries, as it does between two that a person writes. */
const pauseMs = 20;

/** From the key that saves an entry to the completed strict transaction on the disk, without a network. */
export function measureSaveOffline(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], observeOutbox);
    try {
      const page = await openBook(context, benchPost(1));
      await context.setOffline(true);
      const taken: number[] = [];
      for (let at = 0; at < warmUpSaves + saves; at += 1) {
        const { pressedAt, committedAt } = await saveEntry(page, `Ghi khi mất mạng ${at + 1}`);
        if (at >= warmUpSaves) taken.push(committedAt - pressedAt);
        await delay(pauseMs);
      }
      return {
        figures: { p50_ms: rounded(percentile(taken, 0.5)) },
        rows: [
          ['saves', `${taken.length}, after ${warmUpSaves} to warm up, one after the other`],
          ['measured', 'from Ctrl+Enter to the complete event of the strict IndexedDB transaction'],
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
