import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import type { LoopName } from '../src/cameras/index.ts';
import { openBrowser } from './page/browser.ts';
import { turnAndSeePoster } from './page/join-page.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const loop: LoopName = 'fence-day-medium-gop10-sdp';
const cameras = 4;
const rounds = 8;
const gopMs = 10_000;

/** From the key that asks for a camera to its poster on the canvas, where nothing is replayed, as with a GOP beyond the limits. */
export function measurePoster(): Promise<Omit<Report, 'name'>> {
  const loops = Array.from({ length: cameras }, () => loop);
  const world = { posts: 1, loops, sfuWorkers: 1, env: { TRUC_GOP_REPLAY: '0' } } as const;
  return withBenchWorld(world, async (running) => {
    const context = await openBrowser(running, benchPeople[0], switchProbeOn);
    try {
      // So that keyframes of the past are there, and the Producers too.
      await openPictures(await readyWall(await context.newPage(), 4), cameras);
      const taken: number[] = [];
      for (let round = 0; round < rounds; round += 1) taken.push(...(await joinRound(context)));
      return {
        figures: { p95_ms: rounded(percentile(taken, 0.95), 0) },
        rows: [
          ['posters', `${taken.length} at random phase of a GOP of ${gopMs / 1_000} s, 640x360`],
          [
            'measured',
            'from the key that turns to the camera to the poster on the canvas; GOP replay is off',
          ],
          ['p50, slowest', `${rounded(percentile(taken, 0.5), 0)} ms, ${rounded(Math.max(...taken), 0)} ms`],
        ],
      };
    } finally {
      await context.close();
    }
  });
}

async function joinRound(context: BrowserContext): Promise<number[]> {
  const page = await readyWall(await context.newPage(), 1);
  await openPictures(page, 1);
  const taken: number[] = [];
  while (taken.length < cameras - 1) {
    // After a keyframe the live picture may be there before the poster: such a turn tells nothing of posters.
    const at = await turnAndSeePoster(page);
    if (at !== null) taken.push(at);
    else break;
    await delay(gopMs * 0.3 * Math.random());
  }
  await page.close();
  return taken;
}
