import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import type { LoopName } from '../src/cameras/index.ts';
import { arrivalsFrom, type ClockFact } from './frame-times.ts';
import { openBrowser } from './page/browser.ts';
import { clockBiasMs } from './page/clock-bias.ts';
import { collectFrameClocks } from './page/frame-clocks.ts';
import { turnToNext, type Join } from './page/join-page.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { percentile, rounded, type Report, type Row } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const cameras = 4;
const rounds = 7;
/** The replay is over by then: a frame presented later must be of now. */
const lagAfterMs = 2_000;
const watchMs = 2_800;

type Kind = {
  readonly name: string;
  readonly loop: LoopName;
  readonly gopMs: number;
  readonly replays: boolean;
};
type Measured = {
  readonly firsts: number[];
  readonly lives: number[];
  readonly lags: number[];
  cold: number[];
};

const kinds = {
  gop4: { name: 'GOP 4 s', loop: 'corridor-a-medium-gop4', gopMs: 4_000, replays: true },
  gop10: { name: 'GOP 10 s', loop: 'fence-day-medium-gop10-sdp', gopMs: 10_000, replays: true },
  plain: { name: 'GOP 4 s, no replay', loop: 'corridor-a-medium-gop4', gopMs: 4_000, replays: false },
} as const satisfies Record<string, Kind>;

/**
 * From the key that asks for a camera to its first presented frame, on a page that holds its PeerConnection, while somebody
 * else watches the camera already and the camera listens to no request.
 */
export async function measureFirstPicture(): Promise<Omit<Report, 'name'>> {
  const gop4 = await measureKind(kinds.gop4);
  const gop10 = await measureKind(kinds.gop10);
  const plain = await measureKind(kinds.plain);
  const ms = (values: readonly number[], share: number) => rounded(percentile(values, share), 0);
  return {
    figures: {
      replay_gop4_p50_ms: ms(gop4.firsts, 0.5),
      replay_gop4_p95_ms: ms(gop4.firsts, 0.95),
      replay_gop10_p50_ms: ms(gop10.firsts, 0.5),
      replay_gop10_p95_ms: ms(gop10.firsts, 0.95),
      live_edge_after_2_s_lag_p95_ms: ms([...gop4.lags, ...gop10.lags], 0.95),
      plain_p50_ms: ms(plain.firsts, 0.5),
      plain_p95_ms: ms(plain.firsts, 0.95),
    },
    rows: [
      ['measured', 'from the key that turns to the camera to its first presented frame'],
      ...describe(kinds.gop4, gop4),
      ...describe(kinds.gop10, gop10),
      ...describe(kinds.plain, plain),
    ],
  };
}

function measureKind(kind: Kind): Promise<Measured> {
  const loops = Array.from({ length: cameras }, () => kind.loop);
  // One worker: the viewer who is there already holds the Producers that the joiner meets.
  const env = { TRUC_GOP_REPLAY: kind.replays ? '1' : '0' };
  return withBenchWorld({ posts: 1, loops, sfuWorkers: 1, env }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], switchProbeOn);
    try {
      await openPictures(await readyWall(await context.newPage(), 4), cameras);
      const measured: Measured = { firsts: [], lives: [], lags: [], cold: [] };
      for (let round = 0; round < rounds; round += 1) await measureRound(context, { kind, measured });
      return measured;
    } finally {
      await context.close();
    }
  });
}

/** A fresh page: its first camera opens it (cold), each further one joins over the PeerConnection that it then holds. */
async function measureRound(
  context: BrowserContext,
  { kind, measured }: { readonly kind: Kind; readonly measured: Measured },
): Promise<void> {
  const page = await context.newPage();
  const clocks = collectFrameClocks(page);
  await readyWall(page, 1);
  await delay(kind.gopMs * Math.random());
  const { firstFrames } = await openPictures(page, 1);
  measured.cold.push(Math.max(...firstFrames));
  const joins: Join[] = [];
  while (joins.length < cameras - 1) {
    await delay(kind.gopMs * Math.random());
    joins.push(await turnToNext(page, watchMs));
  }
  await note(page, { joins, clocks, measured });
  await page.close();
}

async function note(
  page: Page,
  from: {
    readonly joins: readonly Join[];
    readonly clocks: ReadonlyMap<string, readonly ClockFact[]>;
    readonly measured: Measured;
  },
): Promise<void> {
  const bias = await clockBiasMs(page);
  for (const { camera, askedAt, frames, liveAt } of from.joins) {
    from.measured.firsts.push((frames[0]?.presentedAt ?? Number.NaN) - askedAt);
    from.measured.lives.push(liveAt - askedAt);
    const arrivalOf = arrivalsFrom(from.clocks.get(camera) ?? []);
    for (const { rtpTimestamp, presentedAt } of frames) {
      const arrival = rtpTimestamp === null ? null : arrivalOf(rtpTimestamp);
      if (arrival === null || presentedAt - askedAt < lagAfterMs) continue;
      from.measured.lags.push(presentedAt - bias - arrival.wallMs);
    }
  }
}

function describe({ name }: Kind, { firsts, lives, lags, cold }: Measured): Row[] {
  const three = (values: readonly number[]) =>
    [0.5, 0.95, 1].map((share) => `${rounded(percentile(values, share), 0)} ms`).join(', ');
  return [
    [`${name}: joins`, `${firsts.length} at random phase; p50, p95, slowest ${three(firsts)}`],
    [`${name}: the tile says "live"`, three(lives)],
    [`${name}: lag from 2 s on`, lags.length === 0 ? 'none dated' : three(lags)],
    [`${name}: cold page, from the purpose`, three(cold)],
  ];
}
