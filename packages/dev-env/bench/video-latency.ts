import { setTimeout as delay } from 'node:timers/promises';
import type { LoopName } from '../src/cameras/index.ts';
import { arrivalsFrom, type ClockFact } from './frame-times.ts';
import { openBrowser } from './page/browser.ts';
import { clockBiasMs } from './page/clock-bias.ts';
import { collectFrameClocks } from './page/frame-clocks.ts';
import { framesOf, openPictures, readyWall, switchProbeOn, type SeenFrame } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const tiles = 9;
const warmUpMs = 10_000;
const measureMs = 60_000;
const framesPerSecond = 10;
const loopsInTurn: readonly LoopName[] = [
  'court-day-medium-gop1',
  'gate-day-medium-gop1',
  'reception-medium-gop1',
];

/** `delay`: between arrival at the ingest and presentation, in ms. */
type Latency = { readonly delay: number; readonly isExact: boolean };

/** How old frames are when a wall of nine presents them: since their last packet entered the ingest. */
export function measureVideoLatency(): Promise<Omit<Report, 'name'>> {
  const loops = Array.from(
    { length: tiles },
    (_, at) => loopsInTurn[at % loopsInTurn.length] ?? 'reception-medium-gop1',
  );
  return withBenchWorld({ posts: 1, loops }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], switchProbeOn);
    try {
      const page = await context.newPage();
      const facts = collectFrameClocks(page);
      await openPictures(await readyWall(page, tiles), tiles);
      await delay(warmUpMs);
      const bias = await clockBiasMs(page);
      const from = Date.now();
      await delay(measureMs);
      const until = Date.now();
      const isMeasured = ({ presentedAt }: SeenFrame) =>
        presentedAt - bias >= from && presentedAt - bias <= until;
      const byCamera = Object.entries(await framesOf(page)).map(
        ([camera, frames]) => [camera, frames.filter(isMeasured)] as const,
      );
      // The fact that closes the last second comes a second later.
      await delay(2_000);
      const latencies = byCamera.flatMap(([camera, frames]) =>
        latenciesOf(frames, { facts: facts.get(camera) ?? [], bias }),
      );
      return describe(latencies, byCamera.flatMap(([, frames]) => frames).length, bias);
    } finally {
      await context.close();
    }
  });
}

function latenciesOf(
  frames: readonly SeenFrame[],
  { facts, bias }: { readonly facts: readonly ClockFact[]; readonly bias: number },
): Latency[] {
  const arrivalOf = arrivalsFrom(facts);
  return frames.flatMap(({ rtpTimestamp, presentedAt }) => {
    const arrival = rtpTimestamp === null ? null : arrivalOf(rtpTimestamp);
    if (arrival === null) return [];
    return [{ delay: presentedAt - bias - arrival.wallMs, isExact: arrival.isExact }];
  });
}

function describe(latencies: readonly Latency[], seen: number, bias: number): Omit<Report, 'name'> {
  const all = latencies.map(({ delay: each }) => each);
  const exact = latencies.filter(({ isExact }) => isExact).map(({ delay: each }) => each);
  const sent = (tiles * measureMs * framesPerSecond) / 1_000;
  return {
    figures: { p50_ms: rounded(percentile(all, 0.5)), p95_ms: rounded(percentile(all, 0.95)) },
    rows: [
      ['tiles', `${tiles} of 640x360 at ${framesPerSecond} fps, GOP 1 s, ${measureMs / 1_000} s`],
      ['frames presented', `${seen} of ${sent} sent; ${all.length} could be dated`],
      ['measured', 'from the frame’s last packet at the ingest to its presentation'],
      ['dated exactly', `${exact.length}; the others between two neighbours on the RTP timeline`],
      ['exact ones: p50, p95', `${ms(percentile(exact, 0.5))}, ${ms(percentile(exact, 0.95))}`],
      ['p5, p99, slowest', [0.05, 0.99, 1].map((share) => ms(percentile(all, share))).join(', ')],
      ['page clock ahead by', `${ms(bias)} (taken off)`],
    ],
  };
}

function ms(value: number): string {
  return `${rounded(value)} ms`;
}
