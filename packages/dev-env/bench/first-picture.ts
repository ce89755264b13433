import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import { openBrowser } from './page/browser.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const joins = 24;
const gopMs = 4_000;

/** From the click that asks for a camera to its first presented frame, while somebody else watches it already. */
export function measureFirstPicture(): Promise<Omit<Report, 'name'>> {
  // One worker: the viewer who is there already holds the Producer that the joiner meets.
  const world = { posts: 1, loops: ['corridor-a-medium-gop4'], sfuWorkers: 1 } as const;
  return withBenchWorld(world, async (running) => {
    const context = await openBrowser(running, benchPeople[0], switchProbeOn);
    try {
      await openPictures(await readyWall(await context.newPage(), 1), 1);
      const taken: number[] = [];
      while (taken.length < joins) taken.push(await joinOnce(context));
      return {
        figures: {
          plain_p50_ms: rounded(percentile(taken, 0.5), 0),
          plain_p95_ms: rounded(percentile(taken, 0.95), 0),
        },
        rows: [
          ['joins', `${joins} at random phase of a GOP of ${gopMs / 1_000} s, each in a fresh page`],
          ['measured', 'from the click to the first presented frame; another viewer is there already'],
          ['fastest, slowest', `${rounded(Math.min(...taken), 0)} ms, ${rounded(Math.max(...taken), 0)} ms`],
        ],
      };
    } finally {
      await context.close();
    }
  });
}

async function joinOnce(context: BrowserContext): Promise<number> {
  const page = await readyWall(await context.newPage(), 1);
  await delay(gopMs * Math.random());
  const { firstFrames } = await openPictures(page, 1);
  await page.close();
  return Math.max(...firstFrames);
}
