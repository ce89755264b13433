import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { Link } from '../src/impairment/link.ts';
import { openBrowser } from './page/browser.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld, type BenchWorld } from './world/bench-world.ts';

const tiles = 4;
const cuts = 4;
const cutMs = 30_000;
/** Each way, as on a mobile network. */
const delayMs = 30;

/** A tablet's link is gone for half a minute and comes back under another address: until every tile says "live" again. */
export function measureLinkLoss(): Promise<Omit<Report, 'name'>> {
  const link = new Link(20_211_124);
  link.impair({ delayMs });
  const loops = Array.from({ length: tiles }, () => 'corridor-a-small-gop4-sdp' as const);
  return withBenchWorld({ posts: 1, loops, sfuWorkers: 1, link }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], switchProbeOn);
    try {
      return await measure(context, { link, world });
    } finally {
      await context.close();
    }
  });
}

async function measure(
  context: BrowserContext,
  { link, world }: { readonly link: Link; readonly world: BenchWorld },
): Promise<Omit<Report, 'name'>> {
  const page = await readyWall(await context.newPage(), tiles);
  await openPictures(page, tiles);
  const viewings = viewingsBegun(world);
  const taken: number[] = [];
  const frames: number[] = [];
  while (taken.length < cuts) {
    await delay(5_000);
    link.cut();
    await delay(cutMs);
    const restoredAt = Date.now();
    link.restore({ newAddress: true });
    const back = await untilLive(page, restoredAt);
    taken.push(back.live);
    frames.push(back.frame);
  }
  if (viewingsBegun(world) !== viewings) throw new Error('viewings were begun anew');
  return {
    figures: { p95_ms: rounded(percentile(taken, 0.95), 0) },
    rows: [
      [
        'cuts',
        `${cuts} of ${cutMs / 1_000} s, each ended under another address; ${delayMs * 2} ms RTT; ${tiles} tiles, GOP 4 s`,
      ],
      [
        'measured',
        'from the return of the link until the last tile says "live"; viewings went on, nothing was reloaded',
      ],
      ['fastest, slowest', `${rounded(Math.min(...taken), 0)} ms, ${rounded(Math.max(...taken), 0)} ms`],
      ['until the last first frame', frames.map((each) => `${rounded(each, 0)} ms`).join(', ')],
    ],
  };
}

/** In ms after `sinceMs`: when the last tile presented its first frame, and when the last tile said "live". */
function untilLive(page: Page, sinceMs: number): Promise<{ frame: number; live: number }> {
  return page.evaluate(async (since) => {
    const giveUpAt = performance.now() + 60_000;
    const now = () => performance.timeOrigin + performance.now();
    for (;;) {
      const probe = window.__truc;
      const frames = (probe?.cameras() ?? []).map((camera) =>
        probe?.frames(camera).find(({ presentedAt }) => presentedAt > since),
      );
      const live = document.querySelectorAll('figure[data-state="live"]').length;
      if (frames.every((frame) => frame !== undefined) && live === frames.length)
        return { frame: Math.max(...frames.map((frame) => frame.presentedAt)) - since, live: now() - since };
      if (performance.now() > giveUpAt) throw new Error(`${live} of ${frames.length} tiles are live`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }, sinceMs);
}

function viewingsBegun(world: BenchWorld): number {
  return (
    readFileSync(join(world.folder, 'data/sfu/facts.jsonl'), 'utf8').split('"viewing_started"').length - 1
  );
}
