import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { createCameraServer, ensureLoops } from '../src/cameras/index.ts';
import type { CameraServer } from '../src/cameras/index.ts';
import { registerSources } from '../src/world/register-cameras.ts';
import { openBrowser } from './page/browser.ts';
import { openPictures, readyWall, switchProbeOn } from './page/wall-page.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchCameras, benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

declare global {
  interface Window {
    __negotiations?: number;
    __tile?: HTMLVideoElement | null;
  }
}

const reboots = 8;
const downMs = 10_000;
const loop = 'corridor-a-medium-gop4';
const account = { username: 'giamsat', password: randomBytes(12).toString('base64url') };

/** From the moment at which a camera's port answers again to its first new picture on a tile that was open all the time. */
export function measureCameraReboot(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [loop] }, async (world) => {
    const camera = benchCameras(1)[0]?.id ?? '';
    let device = await startDevice(camera, 0);
    const url = device.urlOf(camera, { withCredentials: false });
    await registerSources(join(world.folder, 'data'), [{ camera, url, ...account }]);
    const context = await openBrowser(world, benchPeople[0], prepare);
    try {
      const page = await readyWall(await context.newPage(), 1);
      await openPictures(page, 1);
      const before = await page.evaluate(() => {
        window.__tile = document.querySelector('video');
        return window.__negotiations ?? 0;
      });
      const taken: number[] = [];
      while (taken.length < reboots) {
        await device.close();
        await delay(downMs + Math.random() * 1_000);
        device = await startDevice(camera, device.port);
        taken.push(await firstPictureAfter(page, camera, Date.now()));
        await delay(1_000);
      }
      return report(taken, await negotiationsSince(page, before));
    } finally {
      await context.close();
      await device.close();
    }
  });
}

/** The device as it comes up: other SSRC, sequence and time than before. */
async function startDevice(camera: string, port: number): Promise<CameraServer> {
  const loops = await ensureLoops();
  if (!loops.ok) throw new Error(loops.message);
  return createCameraServer({ port, loops: loops.folder, cameras: [{ path: camera, loop, ...account }] });
}

async function prepare(context: BrowserContext): Promise<void> {
  await switchProbeOn(context);
  await context.addInitScript(() => {
    const original = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (
      this: RTCPeerConnection,
      ...given: unknown[]
    ) {
      window.__negotiations = (window.__negotiations ?? 0) + 1;
      const done: Promise<void> = Reflect.apply(original, this, given);
      return done;
    };
  });
}

function firstPictureAfter(page: Page, camera: string, sinceMs: number): Promise<number> {
  return page.evaluate(
    async ({ id, since }) => {
      const giveUpAt = performance.now() + 60_000;
      for (;;) {
        const found = window.__truc?.frames(id).find(({ presentedAt }) => presentedAt >= since);
        if (found !== undefined) return found.presentedAt - since;
        if (performance.now() > giveUpAt) throw new Error('no picture after the reboot');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    { id: camera, since: sinceMs },
  );
}

/** Also one where the tile's element was replaced. */
function negotiationsSince(page: Page, before: number): Promise<number> {
  return page.evaluate((known) => {
    const isSame = window.__tile?.isConnected === true && document.querySelector('video') === window.__tile;
    return (window.__negotiations ?? 0) - known + (isSame ? 0 : 1);
  }, before);
}

function report(taken: readonly number[], renegotiations: number): Omit<Report, 'name'> {
  return {
    figures: { p95_ms: rounded(percentile(taken, 0.95), 0), renegotiations },
    rows: [
      ['reboots', `${reboots}, each 10 to 11 s long, with its port closed; new SSRC, sequence and time`],
      ['measured', 'from the port that listens again to the first new frame presented on the same tile'],
      ['median', `${rounded(percentile(taken, 0.5), 0)} ms`],
      ['fastest, slowest', `${rounded(Math.min(...taken), 0)} ms, ${rounded(Math.max(...taken), 0)} ms`],
    ],
  };
}
