import type { Page } from '@playwright/test';
import { observePeers } from './page/peer-stats.ts';
import { openBrowser } from './page/browser.ts';
import { clockBiasMs } from './page/clock-bias.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople, benchSituation } from './world/bench-situation.ts';
import { withBenchWorld, type BenchWorld } from './world/bench-world.ts';

const tiles = 4;
const revocations = 20;
/** Long enough for a byte that is late. */
const watchedMs = 2_000;

/** From the order that ends a person's right to the last octet of any of his pictures that his browser receives. */
export function measureRevoke(): Promise<Omit<Report, 'name'>> {
  const loops = Array.from({ length: tiles }, () => 'court-day-medium-gop1' as const);
  return withBenchWorld({ posts: 1, loops, controlled: true }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], async (opened) => {
      await switchProbeOn(opened);
      await observePeers(opened);
    });
    try {
      const page = await context.newPage();
      const taken: number[] = [];
      while (taken.length < revocations) {
        await openPictures(await readyWall(page, tiles), tiles);
        taken.push(await revokeOnce(page, world));
        await provision(world, 'restored');
      }
      return describe(taken);
    } finally {
      await context.close();
    }
  });
}

function provision(world: BenchWorld, right: 'revoked' | 'restored'): Promise<void> {
  const person = benchSituation({ posts: 1, cameras: tiles }).people.find(({ id }) => id === benchPeople[0]);
  if (person === undefined) throw new Error('nobody to revoke');
  return world.provisionPerson(right === 'revoked' ? { ...person, roles: [] } : person);
}

async function revokeOnce(page: Page, world: BenchWorld): Promise<number> {
  const bias = await clockBiasMs(page);
  const watching = watchPackets(page, watchedMs);
  const orderedAt = Date.now();
  await provision(world, 'revoked');
  const { lastPacketAt, lateBytes } = await watching;
  const live = await page.evaluate(() => document.querySelectorAll('figure[data-state="live"]').length);
  if (live > 0) throw new Error(`${live} tiles are live after the revocation`);
  // Answers to the path's own checks are a few hundred octets.
  if (lateBytes > 2_000) throw new Error(`${lateBytes} octets came in the second second`);
  return Math.max(lastPacketAt - bias - orderedAt, 0);
}

/**
 * Of all streams: when the last packet came, by the page's clock in ms since 1970; and what the transports received in the
 * second half of the time. The counters are read again and again, since those of a stream that ends go with it.
 */
function watchPackets(page: Page, forMs: number): Promise<{ lastPacketAt: number; lateBytes: number }> {
  return page.evaluate(async (duration) => {
    type Counters = { type: string; lastPacketReceivedTimestamp?: number; bytesReceived?: number };
    let lastPacketAt = Number.NaN;
    let bytesAtHalf = Number.NaN;
    let bytes = 0;
    const beganAt = performance.now();
    while (performance.now() - beganAt < duration) {
      bytes = 0;
      for (const peer of window.__peers ?? [])
        (await peer.getStats()).forEach((report: Counters) => {
          if (report.type === 'transport') bytes += report.bytesReceived ?? 0;
          const at =
            report.type === 'inbound-rtp' ? (report.lastPacketReceivedTimestamp ?? Number.NaN) : Number.NaN;
          if (at > lastPacketAt || Number.isNaN(lastPacketAt)) lastPacketAt = at;
        });
      if (Number.isNaN(bytesAtHalf) && performance.now() - beganAt > duration / 2) bytesAtHalf = bytes;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (Number.isNaN(lastPacketAt)) throw new Error('the browser tells of no packet');
    return { lastPacketAt, lateBytes: bytes - bytesAtHalf };
  }, forMs);
}

function describe(taken: readonly number[]): Omit<Report, 'name'> {
  return {
    figures: { p95_ms: rounded(percentile(taken, 0.95), 0) },
    rows: [
      ['revocations', `${taken.length} of a person with ${tiles} running tiles: his role is taken`],
      [
        'measured',
        'from the order to the server until the last packet of any tile reached his browser (0: none came after the order)',
      ],
      ['p50, slowest', `${rounded(percentile(taken, 0.5), 0)} ms, ${rounded(Math.max(...taken), 0)} ms`],
    ],
  };
}
