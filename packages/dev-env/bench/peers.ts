import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import type { LoopName } from '../src/cameras/index.ts';
import { startJanus } from '../src/janus/janus.ts';
import { freePorts } from '../src/world/free-ports.ts';
import { arrivalsFrom, type ClockFact } from './frame-times.ts';
import { openBrowser } from './page/browser.ts';
import { clockBiasMs } from './page/clock-bias.ts';
import { collectFrameClocks } from './page/frame-clocks.ts';
import { turnToNext } from './page/join-page.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { JanusClient } from './peers/janus-client.ts';
import { answerOffer, hashFrames, untilPlaying, type HashedFrame } from './peers/plain-page.ts';
import { processorMs } from './peers/viewer-cost.ts';
import { watchOverWhep } from './peers/whep-viewer.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople, benchCameras } from './world/bench-situation.ts';
import { withBenchWorld, type BenchWorld } from './world/bench-world.ts';
import { processesOf } from './world/process-tree.ts';

const cameras = 4;
const joins = 12;
const viewers = 8;
const latencyMs = 30_000;
const costMs = 20_000;
const nearMs = 3_000;
const loop = 'corridor-a-medium-gop4';

type Rig = {
  readonly world: BenchWorld;
  readonly context: BrowserContext;
  readonly janus: JanusClient;
  readonly pids: { readonly janus: readonly number[]; readonly ours: readonly number[] };
};

/** Janus' streaming plugin and the SFU beside each other: the same cameras, the same browser, one run. */
export function measurePeers(): Promise<Omit<Report, 'name'>> {
  const loops = Array.from({ length: cameras }, (): LoopName => loop);
  return withBenchWorld({ posts: 1, loops, sfuWorkers: 1 }, async (world) => {
    const { web: port } = await freePorts(1);
    const addresses = benchCameras(cameras).map(({ id }) => world.cameras.urlOf(id));
    const janus = await startJanus({ folder: join(world.folder, 'janus'), port, cameras: addresses });
    const context = await openBrowser(world, benchPeople[0], switchProbeOn);
    try {
      const client = await JanusClient.open(janus.url);
      const ours = processesOf(world.children().sfu.pid);
      const measured = await measure({ world, context, janus: client, pids: { janus: [janus.pid], ours } });
      await client.close();
      return measured;
    } finally {
      await context.close();
      await janus.stop();
    }
  });
}

async function measure(rig: Rig): Promise<Omit<Report, 'name'>> {
  const wall = await rig.context.newPage();
  const facts = collectFrameClocks(wall);
  await openPictures(await readyWall(wall, 1), 1);
  const first = { ours: await ourJoins(wall), janus: await janusJoins(rig) };
  const latency = await latencies(rig, { wall, facts });
  await wall.close();
  const cost = { ours: await costOfViewers(rig, 'ours'), janus: await costOfViewers(rig, 'janus') };
  const p50 = (values: readonly number[]) => percentile(values, 0.5);
  const shown = (values: readonly number[]) =>
    `${rounded(p50(values), 0)} ms (p95 ${rounded(percentile(values, 0.95), 0)})`;
  return {
    figures: {
      janus_over_ours_first_picture: rounded(p50(first.janus) / p50(first.ours), 2),
      janus_over_ours_latency: rounded(p50(latency.janus) / p50(latency.ours), 2),
      janus_over_ours_cpu_per_viewer: rounded(cost.janus / cost.ours, 2),
    },
    rows: [
      [
        'cameras',
        `${cameras} of ${loop}, which listen to no request for keyframes, pulled over RTSP by both (Janus over UDP, we over TCP)`,
      ],
      [
        'first picture, ours',
        `${shown(first.ours)}: from the key that turns the wall to the first frame; ${joins} joins`,
      ],
      [
        'first picture, Janus',
        `${shown(first.janus)}: from "watch" on an attached handle to the first frame on a fresh page; ${joins} joins`,
      ],
      [
        'latency, ours',
        `${shown(latency.ours)}: from the ingest to the presentation on the wall, ${latency.ours.length} frames`,
      ],
      [
        'latency, Janus',
        `${shown(latency.janus)}: the same frames, known by their pixels, on a plain page in the same browser`,
      ],
      [
        'CPU for each viewer more',
        `${rounded(cost.ours, 2)} ms in a second ours (WHEP, SFU with worker), ${rounded(cost.janus, 2)} Janus; ${viewers} PeerConnections against one`,
      ],
    ],
  };
}

async function ourJoins(wall: Page): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < joins) {
    const { frames, askedAt } = await turnToNext(wall, 1_000);
    const [frame] = frames;
    if (frame !== undefined) taken.push(frame.presentedAt - askedAt);
    // At any phase of the group of pictures.
    await delay(700 + ((taken.length * 1_370) % 4_000));
  }
  return taken;
}

async function janusJoins({ context, janus }: Rig): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < joins) {
    const page = await context.newPage();
    const handle = await janus.attach();
    await page.evaluate(() => {
      const look = () => {
        const video = document.querySelector('video');
        if (video === null) return void setTimeout(look, 1);
        video.requestVideoFrameCallback((_now, { presentationTime }) => {
          window.__presentedAt = performance.timeOrigin + presentationTime;
        });
      };
      look();
    });
    const askedAt = await page.evaluate(() => performance.timeOrigin + performance.now());
    await janus.start(
      handle,
      await answerOffer(page, await janus.watch(handle, (taken.length % cameras) + 1)),
    );
    await page.waitForFunction(() => window.__presentedAt !== undefined, undefined, { timeout: 30_000 });
    taken.push((await page.evaluate(() => window.__presentedAt ?? Number.NaN)) - askedAt);
    await page.close();
    await delay(700 + ((taken.length * 1_370) % 4_000));
  }
  return taken;
}

/** Of the same frames on both: ours dated by the ingest, Janus' by how much later it shows what we show. */
async function latencies(
  { context, janus }: Rig,
  { wall, facts }: { readonly wall: Page; readonly facts: ReadonlyMap<string, readonly ClockFact[]> },
): Promise<{ readonly ours: number[]; readonly janus: number[] }> {
  const camera =
    (await wall.evaluate(() => document.querySelector('main video')?.getAttribute('data-camera'))) ?? '';
  const mountpoint = benchCameras(cameras).findIndex(({ id }) => id === camera) + 1;
  const page = await context.newPage();
  const handle = await janus.attach();
  await janus.start(handle, await answerOffer(page, await janus.watch(handle, mountpoint)));
  await untilPlaying(page, 1);
  await delay(5_000);
  const [ourBias, theirBias] = [await clockBiasMs(wall), await clockBiasMs(page)];
  const [ours, theirs] = await Promise.all([hashFrames(wall, latencyMs), hashFrames(page, latencyMs)]);
  await delay(2_000);
  await page.close();
  const arrivalOf = arrivalsFrom(facts.get(camera) ?? []);
  const same = ours.flatMap((frame) => {
    const arrival = frame.rtpTimestamp === null ? null : arrivalOf(frame.rtpTimestamp);
    // A loop that comes round shows the same frame again, seconds away.
    const isNear = (other: HashedFrame) => Math.abs(other.presentedAt - frame.presentedAt) < nearMs;
    const [other, another] = theirs.filter((each) => each.hash === frame.hash && isNear(each));
    if (arrival === null || other === undefined || another !== undefined) return [];
    return [
      {
        ours: frame.presentedAt - ourBias - arrival.wallMs,
        janus: other.presentedAt - theirBias - arrival.wallMs,
      },
    ];
  });
  return { ours: same.map((each) => each.ours), janus: same.map((each) => each.janus) };
}

/** In ms of processor time in a second, for each PeerConnection beyond the first. */
async function costOfViewers(rig: Rig, whose: 'ours' | 'janus'): Promise<number> {
  const page = await rig.context.newPage();
  const one = await costWith(rig, { page, whose, count: 1, already: 0 });
  const all = await costWith(rig, { page, whose, count: viewers, already: 1 });
  await page.close();
  return (all - one) / (viewers - 1);
}

async function costWith(
  rig: Rig,
  {
    page,
    whose,
    count,
    already,
  }: {
    readonly page: Page;
    readonly whose: 'ours' | 'janus';
    readonly count: number;
    readonly already: number;
  },
): Promise<number> {
  const camera = benchCameras(cameras)[0]?.id ?? '';
  for (let viewer = already; viewer < count; viewer += 1) {
    if (whose === 'ours') await watchOverWhep(page, { ...rig, camera });
    else {
      const handle = await rig.janus.attach();
      await rig.janus.start(handle, await answerOffer(page, await rig.janus.watch(handle, 1)));
    }
  }
  await untilPlaying(page, count);
  await delay(3_000);
  const [before, startedAt] = [processorMs(rig.pids[whose]), performance.now()];
  await delay(costMs);
  return (processorMs(rig.pids[whose]) - before) / ((performance.now() - startedAt) / 1_000);
}
