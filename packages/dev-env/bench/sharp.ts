import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { LoopName } from '../src/cameras/index.ts';
import { openBrowser } from './page/browser.ts';
import { enlargeTile, shrinkTile, type Enlarged } from './page/enlarge-page.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const tiles = 9;
const pages = 2;
const rounds = 2;
/** From when the pointer is on the tile to the double click: an operator takes longer. */
const hoverMs = 200;
const loopsInTurn: readonly LoopName[] = ['gate-day-small-gop1', 'court-day-small-gop1'];

/**
 * From the double click that enlarges a tile of 320x180 to the first presented frame of its camera's picture of 1280x720, on
 * the same element; and every refresh of the screen on the way at which that element was black or empty.
 */
export function measureSharp(): Promise<Omit<Report, 'name'>> {
  const loops = Array.from(
    { length: tiles * pages },
    (_, at) => loopsInTurn[at % loopsInTurn.length] ?? 'gate-day-small-gop1',
  );
  return withBenchWorld({ posts: 1, loops, hasMain: true }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], switchProbeOn);
    try {
      const page = await readyWall(await context.newPage(), tiles);
      await openPictures(page, tiles);
      const pointed: Enlarged[] = [];
      const sudden: Enlarged[] = [];
      for (let round = 0; round < rounds; round += 1)
        for (let at = 0; at < pages; at += 1) {
          // Of each page one tile is enlarged out of the blue, as by a script: nothing is warm.
          for (let tile = 0; tile < tiles; tile += 1)
            (tile === 0 ? sudden : pointed).push(await enlargeOnce(page, tile));
          await page.keyboard.press('PageDown');
          await allLive(page);
        }
      return report(pointed, sudden);
    } finally {
      await context.close();
    }
  });
}

async function enlargeOnce(page: Page, tile: number): Promise<Enlarged> {
  if (tile > 0) {
    await page.getByRole('gridcell').nth(tile).hover();
    await delay(hoverMs);
  }
  const enlarged = await enlargeTile(page, tile);
  await shrinkTile(page);
  await allLive(page);
  return enlarged;
}

async function allLive(page: Page): Promise<void> {
  await page.waitForFunction(
    (count) => document.querySelectorAll('main figure[data-state="live"]').length === count,
    tiles,
  );
}

function report(pointed: readonly Enlarged[], sudden: readonly Enlarged[]): Omit<Report, 'name'> {
  const three = (measured: readonly Enlarged[]) => {
    const times = measured.map(({ sharpAfterMs }) => sharpAfterMs);
    return [0.5, 0.95, 1].map((share) => `${rounded(percentile(times, share), 0)} ms`).join(', ');
  };
  const all = [...pointed, ...sudden];
  const black = all.reduce((sum, { blackRefreshes }) => sum + blackRefreshes, 0);
  return {
    figures: {
      p95_ms: rounded(
        percentile(
          pointed.map(({ sharpAfterMs }) => sharpAfterMs),
          0.95,
        ),
        0,
      ),
      black_frames: black,
    },
    rows: [
      [
        'measured',
        `${pointed.length} tiles, ${hoverMs} ms after the pointer came; p50, p95, slowest ${three(pointed)}`,
      ],
      ['enlarged out of the blue', `${sudden.length} tiles; ${three(sudden)}`],
      [
        'refreshes looked at',
        `${all.reduce((sum, { refreshes }) => sum + refreshes, 0)}, of which black or empty ${black}`,
      ],
    ],
  };
}
