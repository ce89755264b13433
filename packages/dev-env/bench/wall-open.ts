import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import type { LoopName } from '../src/cameras/index.ts';
import { openBrowser } from './page/browser.ts';
import { openPictures, readyWall, switchProbeOn, type Opening } from './page/wall-page.ts';
import { percentile, rounded, type Report, type Row } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const walls = [
  { tiles: 16, opens: 12 },
  { tiles: 64, opens: 6 },
] as const;
type Wall = (typeof walls)[number];
const gopMs = 1_000;
const loopsInTurn: readonly LoopName[] = [
  'corridor-a-small-gop1',
  'corridor-b-small-gop1',
  'reception-small-gop1',
  'gate-day-small-gop1',
];

/** From the click that opens the wall to the first frame of its last tile, in fresh pages; for walls of 16 and of 64 tiles. */
export async function measureWallOpen(): Promise<Omit<Report, 'name'>> {
  const [of16, of64] = [await measureWall(walls[0]), await measureWall(walls[1])];
  return {
    figures: { tiles16_ms: median(of16), tiles64_ms: median(of64) },
    rows: [
      ['measured', 'from the click to the first presented frame of the last tile; the median'],
      ...describe(walls[0], of16),
      ...describe(walls[1], of64),
    ],
  };
}

function measureWall({ tiles, opens }: Wall): Promise<readonly Opening[]> {
  const loops = Array.from(
    { length: tiles },
    (_, at) => loopsInTurn[at % loopsInTurn.length] ?? 'reception-small-gop1',
  );
  return withBenchWorld({ posts: 1, loops }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], switchProbeOn);
    try {
      await openOnce(context, tiles);
      const openings: Opening[] = [];
      while (openings.length < opens) openings.push(await openOnce(context, tiles));
      return openings;
    } finally {
      await context.close();
    }
  });
}

async function openOnce(context: BrowserContext, tiles: Wall['tiles']): Promise<Opening> {
  const page = await readyWall(await context.newPage(), tiles);
  // No open is in step with the cameras.
  await delay(gopMs * Math.random());
  const opening = await openPictures(page, tiles);
  await page.close();
  return opening;
}

function lastFrames(openings: readonly Opening[]): number[] {
  return openings.map(({ firstFrames }) => Math.max(...firstFrames));
}

function median(openings: readonly Opening[]): number {
  return rounded(percentile(lastFrames(openings), 0.5), 0);
}

function describe({ tiles, opens }: Wall, openings: readonly Opening[]): Row[] {
  const all = lastFrames(openings);
  const first = openings.map(({ firstFrames }) => Math.min(...firstFrames));
  const live = openings.map(({ live: times }) => Math.max(...times));
  return [
    [`${tiles} tiles`, `${opens} opens in fresh pages, after one to warm up`],
    [`${tiles} tiles: fastest, slowest open`, `${ms(Math.min(...all))}, ${ms(Math.max(...all))}`],
    [`${tiles} tiles: first tile (median)`, ms(percentile(first, 0.5))],
    [`${tiles} tiles: all say "live" (median)`, ms(percentile(live, 0.5))],
  ];
}

function ms(value: number): string {
  return `${rounded(value, 0)} ms`;
}
