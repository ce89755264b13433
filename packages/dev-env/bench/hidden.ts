import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { openBrowser } from './page/browser.ts';
import { observePeers } from './page/peer-stats.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const tiles = 4;
const turns = 10;
const graceMs = 200;
const watchMs = 2_000;

type Bytes = Readonly<Record<string, number>>;
/** Octets that still arrive for tiles later than 200 ms after they were turned off the wall. */
export function measureHidden(): Promise<Omit<Report, 'name'>> {
  const loops = Array.from({ length: tiles * 2 }, () => 'court-day-medium-gop1' as const);
  return withBenchWorld({ posts: 1, loops }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], prepare);
    try {
      const page = await readyWall(await context.newPage(), tiles);
      await openPictures(page, tiles);
      let late = 0;
      let shown = 0;
      for (let turn = 0; turn < turns; turn += 1) {
        const hidden = await hideTiles(page);
        late += hidden.late;
        shown += hidden.before;
      }
      return {
        figures: { bytes_after_200_ms: late },
        rows: [
          ['turns', `${turns}, ${tiles} tiles of 640x360 each`],
          [
            'measured',
            `octets received from ${graceMs} to ${graceMs + watchMs} ms after the turn, hidden tiles`,
          ],
          [
            'the same tiles while they were shown',
            `${rounded(shown / turns / 1_000, 0)} kB in ${watchMs} ms`,
          ],
        ],
      };
    } finally {
      await context.close();
    }
  });
}

async function hideTiles(page: Page): Promise<{ readonly late: number; readonly before: number }> {
  const first = await received(page);
  await delay(watchMs);
  const shown = await received(page);
  const running = Object.keys(shown).filter((id) => (shown[id] ?? 0) > (first[id] ?? 0));
  await page.keyboard.press('PageDown');
  await delay(graceMs);
  const after = await received(page);
  await delay(watchMs);
  const last = await received(page);
  return { late: grown(running, after, last), before: grown(running, first, shown) };
}

function grown(ids: readonly string[], from: Bytes, to: Bytes): number {
  return ids.reduce((sum, id) => sum + (to[id] ?? 0) - (from[id] ?? 0), 0);
}

/** Octets received so far, by received stream. */
function received(page: Page): Promise<Bytes> {
  return page.evaluate(async () => {
    const bytes: Record<string, number> = {};
    for (const peer of window.__peers ?? [])
      (await peer.getStats()).forEach((report: RTCInboundRtpStreamStats) => {
        if (report.type === 'inbound-rtp') bytes[report.id] = report.bytesReceived ?? 0;
      });
    return bytes;
  });
}

async function prepare(context: BrowserContext): Promise<void> {
  await switchProbeOn(context);
  await observePeers(context);
}
