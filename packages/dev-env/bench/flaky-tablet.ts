import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { Link } from '../src/impairment/link.ts';
import { arrivalsFrom, type ClockFact } from './frame-times.ts';
import { openBrowser } from './page/browser.ts';
import { clockBiasMs } from './page/clock-bias.ts';
import { collectFrameClocks } from './page/frame-clocks.ts';
import { observePeers } from './page/peer-stats.ts';
import { framesOf, openPictures, readyWall, switchProbeOn, type SeenFrame } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const seed = 20_211_130;
const lossPart = 0.05;
const rttMs = 200;
const bitsPerSecond = 500_000;
/** The sub-stream that such a link can carry: 640x360 at 10 fps in 200 kbit/s, so that keyframes and what is sent again fit. */
const loop = 'court-day-medium-200k';
const warmUpMs = 20_000;
const measureMs = 120_000;

/** One tile on a tablet whose link loses a packet of twenty each way, answers after 200 ms and carries 500 kbit/s. */
export function measureFlakyTablet(): Promise<Omit<Report, 'name'>> {
  const link = new Link(seed);
  return withBenchWorld({ posts: 1, loops: [loop], sfuWorkers: 1, link }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], async (opened) => {
      await switchProbeOn(opened);
      await observePeers(opened);
    });
    try {
      const page = await context.newPage();
      const facts = collectFrameClocks(page);
      await readyWall(page, 1);
      link.impair({ lossPart, delayMs: rttMs / 2, bitsPerSecond });
      const { firstFrames } = await openPictures(page, 1);
      await delay(warmUpMs);
      const before = await countersOf(page);
      const [bias, from] = [await clockBiasMs(page), Date.now()];
      await delay(measureMs);
      const after = await countersOf(page);
      const [[camera, all] = ['', []]] = Object.entries(await framesOf(page));
      const frames = all.filter(({ presentedAt }) => presentedAt - bias >= from);
      return describe(frames, {
        facts: facts.get(camera) ?? [],
        bias,
        before,
        after,
        first: firstFrames[0] ?? Number.NaN,
      });
    } finally {
      await context.close();
    }
  });
}

type Counters = Readonly<
  Record<
    | 'packetsReceived'
    | 'packetsLost'
    | 'nackCount'
    | 'pliCount'
    | 'bytesReceived'
    | 'jitterBufferTargetDelay'
    | 'jitterBufferDelay'
    | 'jitterBufferEmittedCount',
    number
  >
>;

/** What the browser counts of the one stream that runs. */
function countersOf(page: Page): Promise<Counters> {
  return page.evaluate(async () => {
    const sums = {
      packetsReceived: 0,
      packetsLost: 0,
      nackCount: 0,
      pliCount: 0,
      bytesReceived: 0,
      jitterBufferDelay: 0,
      jitterBufferTargetDelay: 0,
      jitterBufferEmittedCount: 0,
    };
    for (const peer of window.__peers ?? [])
      (await peer.getStats()).forEach((report: { type: string } & Partial<typeof sums>) => {
        if (report.type !== 'inbound-rtp') return;
        for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += report[name] ?? 0;
      });
    return sums;
  });
}

type Measured = {
  readonly facts: readonly ClockFact[];
  readonly bias: number;
  readonly before: Counters;
  readonly after: Counters;
  readonly first: number;
};

function describe(frames: readonly SeenFrame[], measured: Measured): Omit<Report, 'name'> {
  const { facts, bias, before, after } = measured;
  const gaps = frames.slice(1).map((frame, at) => frame.presentedAt - (frames[at]?.presentedAt ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  // The browsers' own rule for a freeze.
  const frozen = gaps.filter((gap) => gap > Math.max(3 * mean, mean + 150));
  const frozenMs = frozen.reduce((sum, gap) => sum + gap, 0);
  const arrivalOf = arrivalsFrom(facts);
  const ages = frames.flatMap(({ rtpTimestamp, presentedAt }) => {
    const arrival = rtpTimestamp === null ? null : arrivalOf(rtpTimestamp);
    return arrival === null ? [] : [presentedAt - bias - arrival.wallMs];
  });
  const grown = (name: keyof Counters) => after[name] - before[name];
  const received = grown('packetsReceived');
  return {
    figures: {
      fps: rounded((frames.length * 1_000) / measureMs, 1),
      frozen_pct: rounded((frozenMs / measureMs) * 100, 2),
    },
    rows: [
      [
        'link',
        `${lossPart * 100} % loss each way, ${rttMs} ms RTT, ${bitsPerSecond / 1_000} kbit/s, seed ${seed}`,
      ],
      [
        'picture',
        `${loop}, ${rounded((grown('bytesReceived') * 8) / measureMs, 0)} kbit/s received, ${measureMs / 1_000} s after ${warmUpMs / 1_000} s`,
      ],
      ['first picture', `${rounded(measured.first, 0)} ms after the click, over the impaired link`],
      ['freezes', `${frozen.length}, longest gap ${rounded(Math.max(...gaps), 0)} ms`],
      [
        'ingest to presentation',
        ages.length === 0
          ? 'not dated'
          : `p50 ${rounded(percentile(ages, 0.5), 0)} ms, p95 ${rounded(percentile(ages, 0.95), 0)} ms, the link's ${rttMs / 2} ms and the jitter buffer within`,
      ],
      [
        'held back by the jitter buffer',
        `${rounded((grown('jitterBufferDelay') * 1_000) / grown('jitterBufferEmittedCount'), 0)} ms on the average (its target ${rounded((grown('jitterBufferTargetDelay') * 1_000) / grown('jitterBufferEmittedCount'), 0)} ms)`,
      ],
      [
        'lost for good, asked for again, keyframes asked for',
        `${grown('packetsLost')} of ${received}, ${grown('nackCount')}, ${grown('pliCount')}`,
      ],
    ],
  };
}
