import { setTimeout as delay } from 'node:timers/promises';
import type { LoopName } from '../src/cameras/index.ts';
import { arrivalsFrom, type ClockFact } from './frame-times.ts';
import { openBrowser } from './page/browser.ts';
import type { Page } from '@playwright/test';
import { clockBiasMs } from './page/clock-bias.ts';
import { slopeOf } from './slope.ts';
import { collectFrameClocks } from './page/frame-clocks.ts';
import { framesOf, openPictures, readyWall, switchProbeOn, type SeenFrame } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const tiles = 9;
const warmUpMs = 10_000;
const measureMs = Number(process.env.TRUC_BENCH_MINUTES ?? 5) * 60_000;
/** Less than the frames that the page's probe keeps. */
const collectEveryMs = 50_000;
const framesPerSecond = 10;
const loopsInTurn: readonly LoopName[] = [
  'court-day-medium-gop1',
  'gate-day-medium-gop1',
  'reception-medium-gop1',
];

/**
 * `delay`: between arrival at the ingest and presentation, in ms. `stages`: the parts of it, null where the browser does not tell:
 * until the last packet is at the browser, in the decoder, and before and after that in the browser.
 */
type Latency = {
  readonly delay: number;
  readonly isExact: boolean;
  readonly atMs: number;
  readonly stages: readonly [way: number, decoding: number, held: number] | null;
};

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
      const seen = await collect(page, from);
      const until = from + measureMs;
      const isMeasured = ({ presentedAt }: SeenFrame) =>
        presentedAt - bias >= from && presentedAt - bias <= until;
      const byCamera = [...seen].map(
        ([camera, frames]) => [camera, [...frames.values()].filter(isMeasured)] as const,
      );
      // The fact that closes the last second comes a second later.
      await delay(2_000);
      const byTile = byCamera.map(([camera, frames]) =>
        latenciesOf(frames, { facts: facts.get(camera) ?? [], bias }),
      );
      return describe(byTile, byCamera.flatMap(([, frames]) => frames).length, bias);
    } finally {
      await context.close();
    }
  });
}

/** Frames by camera and by the time of their presentation, from now until the end of the measurement. */
async function collect(page: Page, fromMs: number): Promise<Map<string, Map<number, SeenFrame>>> {
  const all = new Map<string, Map<number, SeenFrame>>();
  for (let collected = false; !collected;) {
    const leftMs = fromMs + measureMs - Date.now();
    collected = leftMs <= collectEveryMs;
    await delay(Math.max(Math.min(leftMs, collectEveryMs), 0));
    for (const [camera, frames] of Object.entries(await framesOf(page))) {
      const ofCamera = all.get(camera) ?? new Map<number, SeenFrame>();
      for (const frame of frames) ofCamera.set(frame.presentedAt, frame);
      all.set(camera, ofCamera);
    }
  }
  return all;
}

function latenciesOf(
  frames: readonly SeenFrame[],
  { facts, bias }: { readonly facts: readonly ClockFact[]; readonly bias: number },
): Latency[] {
  const arrivalOf = arrivalsFrom(facts);
  return frames.flatMap(({ rtpTimestamp, presentedAt, receivedAt, decodingMs }) => {
    const arrival = rtpTimestamp === null ? null : arrivalOf(rtpTimestamp);
    if (arrival === null) return [];
    const at = presentedAt - bias;
    const delay = at - arrival.wallMs;
    const way = receivedAt === null ? null : receivedAt - bias - arrival.wallMs;
    const stages =
      way === null || decodingMs === null ? null : ([way, decodingMs, delay - way - decodingMs] as const);
    return [{ delay, isExact: arrival.isExact, atMs: at, stages }];
  });
}

function describe(byTile: readonly (readonly Latency[])[], seen: number, bias: number): Omit<Report, 'name'> {
  const latencies = byTile.flat();
  const all = latencies.map(({ delay: each }) => each);
  const exact = latencies.filter(({ isExact }) => isExact).map(({ delay: each }) => each);
  const drift = driftOf(latencies);
  const sent = (tiles * measureMs * framesPerSecond) / 1_000;
  return {
    figures: {
      p50_ms: rounded(percentile(all, 0.5)),
      p95_ms: rounded(percentile(all, 0.95)),
      drift_ms_per_h: rounded(drift.perHour),
    },
    rows: [
      ['tiles', `${tiles} of 640x360 at ${framesPerSecond} fps, GOP 1 s, ${measureMs / 1_000} s`],
      ['frames presented', `${seen} of ${sent} sent; ${all.length} could be dated`],
      ['measured', 'from the frame’s last packet at the ingest to its presentation'],
      [
        'drift',
        `${rounded(drift.perHour)} ms in an hour, standard error ${rounded(drift.error)} (least squares over all frames)`,
      ],
      ['dated exactly', `${exact.length}; the others between two neighbours on the RTP timeline`],
      ['exact ones: p50, p95', `${ms(percentile(exact, 0.5))}, ${ms(percentile(exact, 0.95))}`],
      ['until at the browser', stageText(latencies, 0)],
      ['in the decoder', stageText(latencies, 1)],
      ['held or waiting in the browser', stageText(latencies, 2)],
      ['p5, p99, slowest', [0.05, 0.99, 1].map((share) => ms(percentile(all, share))).join(', ')],
      [
        'p50 of each tile',
        byTile
          .map((tile) =>
            ms(
              percentile(
                tile.map(({ delay: each }) => each),
                0.5,
              ),
            ),
          )
          .join(', '),
      ],
      ['page clock ahead by', `${ms(bias)} (taken off)`],
    ],
  };
}

/** Of the frames that are dated exactly: what is reckoned on a line is off by what the camera wavers. */
function stageText(latencies: readonly Latency[], at: 0 | 1 | 2): string {
  const taken = latencies.flatMap(({ isExact, stages }) => (isExact && stages !== null ? [stages[at]] : []));
  if (taken.length === 0) return 'not told by the browser';
  const [p50, p95] = [0.5, 0.95].map((share) => ms(percentile(taken, share)));
  return `p50 ${p50}, p95 ${p95}, of ${taken.length} frames`;
}

function ms(value: number): string {
  return `${rounded(value)} ms`;
}

/** How much later frames are presented for each hour that passes. */
function driftOf(latencies: readonly Latency[]): { readonly perHour: number; readonly error: number } {
  const { slope, error } = slopeOf(latencies.map(({ atMs, delay: each }) => ({ x: atMs, y: each })));
  return { perHour: slope * 3_600_000, error: error * 3_600_000 };
}
