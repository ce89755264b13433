import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import type { LoopName } from '../src/cameras/index.ts';
import { openBrowser } from './page/browser.ts';
import { openPictures, readyWall, switchProbeOn, type Opening } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const tiles = 16;
const opens = 12;
const gopMs = 1_000;
const loopsInTurn: readonly LoopName[] = [
  'corridor-a-small-gop1',
  'corridor-b-small-gop1',
  'reception-small-gop1',
  'gate-day-small-gop1',
];

/** From the click that opens the wall to the first frame of the last of 16 tiles, in fresh pages. */
export function measureWallOpen(): Promise<Omit<Report, 'name'>> {
  const loops = Array.from(
    { length: tiles },
    (_, at) => loopsInTurn[at % loopsInTurn.length] ?? 'reception-small-gop1',
  );
  return withBenchWorld({ posts: 1, loops }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], switchProbeOn);
    try {
      await openOnce(context);
      const openings: Opening[] = [];
      while (openings.length < opens) openings.push(await openOnce(context));
      const all = openings.map(({ firstFrames }) => Math.max(...firstFrames));
      const live = openings.map(({ live: times }) => Math.max(...times));
      const first = openings.map(({ firstFrames }) => Math.min(...firstFrames));
      return {
        figures: { tiles16_ms: rounded(percentile(all, 0.5), 0) },
        rows: [
          ['opens', `${opens} in fresh pages, after one to warm up`],
          ['measured', 'from the click to the first presented frame of the last tile; the median'],
          ['fastest, slowest open', `${ms(Math.min(...all))}, ${ms(Math.max(...all))}`],
          ['first tile (median)', ms(percentile(first, 0.5))],
          ['all tiles say "live" (median)', ms(percentile(live, 0.5))],
        ],
      };
    } finally {
      await context.close();
    }
  });
}

async function openOnce(context: BrowserContext): Promise<Opening> {
  const page = await readyWall(await context.newPage(), tiles);
  // No open is in step with the cameras.
  await delay(gopMs * Math.random());
  const opening = await openPictures(page, tiles);
  await page.close();
  return opening;
}

function ms(value: number): string {
  return `${rounded(value, 0)} ms`;
}
