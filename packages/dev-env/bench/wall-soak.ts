import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { LoopName } from '../src/cameras/index.ts';
import { openBrowser } from './page/browser.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { rounded, type Report } from './report.ts';
import { slopeOf } from './slope.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld, type BenchWorld } from './world/bench-world.ts';
import { rssOfTree } from './world/process-tree.ts';

const tiles = 4;
const pages = 4;
/** Every tile is another camera then: page after page of the wall. */
const turnEveryMs = 5_000;
const sampleEveryMs = 5_000;
/** Code is compiled, caches fill and buffers reach their size: what grows after that goes on growing. */
const settleShare = 0.3;
const minutes = Number(process.env.TRUC_BENCH_MINUTES ?? 10);

type Sample = { readonly atMs: number; readonly browserMb: number; readonly sfuMb: number };

/** A wall that turns its pages without an end: what its browser and the SFU hold, and whether it stays the same page. */
export function measureWallSoak(): Promise<Omit<Report, 'name'>> {
  const loops = Array.from({ length: tiles * pages }, (): LoopName => 'court-day-small-gop1');
  return withBenchWorld({ posts: 1, loops, sfuWorkers: 1 }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], switchProbeOn);
    try {
      const page = await context.newPage();
      let loads = 0;
      page.on('load', () => (loads += 1));
      await openPictures(await readyWall(page, tiles), tiles);
      const loadsBefore = loads;
      const samples = await soak(page, world);
      return await describe(samples, { reloads: loads - loadsBefore, page });
    } finally {
      await context.close();
    }
  });
}

async function soak(page: Page, world: BenchWorld): Promise<Sample[]> {
  const samples: Sample[] = [];
  const until = performance.now() + minutes * 60_000;
  let turnedAt = performance.now();
  const session = await page.context().newCDPSession(page);
  while (performance.now() < until) {
    await delay(sampleEveryMs);
    if (performance.now() - turnedAt >= turnEveryMs) {
      turnedAt = performance.now();
      await page.keyboard.press('PageDown');
    }
    // What waits to be collected is no growth.
    await session.send('HeapProfiler.collectGarbage');
    samples.push({
      atMs: performance.now(),
      browserMb: rssOfTree(process.pid, (command) => command.includes('--type=renderer')) / 2 ** 20,
      sfuMb: rssOfTree(world.children().sfu.pid) / 2 ** 20,
    });
  }
  return samples;
}

async function describe(
  all: readonly Sample[],
  { reloads, page }: { readonly reloads: number; readonly page: Page },
): Promise<Omit<Report, 'name'>> {
  const samples = all.slice(Math.floor(all.length * settleShare));
  const slope = (of: (sample: Sample) => number) => {
    const found = slopeOf(samples.map((sample) => ({ x: sample.atMs, y: of(sample) })));
    return { perHour: found.slope * 3_600_000, error: found.error * 3_600_000 };
  };
  const both = slope(({ browserMb, sfuMb }) => browserMb + sfuMb);
  const [browser, sfu] = [slope(({ browserMb }) => browserMb), slope(({ sfuMb }) => sfuMb)];
  const lines = await page.evaluate(() => document.querySelectorAll('video').length);
  const last = samples.at(-1);
  return {
    figures: { rss_mb_per_h: rounded(both.perHour, 1), reloads },
    rows: [
      [
        'wall',
        `${tiles} tiles of 320x180, ${pages} pages, turned every ${turnEveryMs / 1_000} s for ${minutes} minutes`,
      ],
      [
        'measured',
        `resident memory of the page's processes, the SFU and its worker, least squares over the last ${Math.round((1 - settleShare) * 100)} % of ${all.length} samples`,
      ],
      ['standard error', `${rounded(both.error, 1)} MB in an hour`],
      [
        'page, SFU with worker',
        `${rounded(browser.perHour, 1)} and ${rounded(sfu.perHour, 1)} MB in an hour; ${rounded(last?.browserMb ?? 0, 0)} and ${rounded(last?.sfuMb ?? 0, 0)} MB at the end`,
      ],
      ['video elements at the end', String(lines)],
    ],
  };
}
