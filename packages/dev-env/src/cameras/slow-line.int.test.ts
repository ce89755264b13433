import { createCameraIngest } from '@truc/sfu/ingest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Link } from '../impairment/link.ts';
import { startTcpRelay } from '../impairment/tcp-relay.ts';
import type { Relay } from '../impairment/link.ts';
import { createCameraServer } from './rtsp-camera-server.ts';
import type { CameraServer } from './rtsp-camera-server.ts';
import { encodingTimeoutMs, loopsFolder } from './testing/run.ts';

const user = { username: 'viewer', password: 'secret' };
const link = new Link(7);
let server: CameraServer;
let relay: Relay;

beforeAll(async () => {
  const cameras = [{ path: 'cam', loop: 'corridor-a-small-gop1' as const, ...user }];
  server = await createCameraServer({ port: 0, loops: await loopsFolder(), cameras });
  const target = { ip: '127.0.0.1', port: Number(new URL(server.urlOf('cam')).port) };
  relay = await startTcpRelay({ link, listen: { ip: '127.0.0.1', port: 0 }, target });
}, encodingTimeoutMs);
afterAll(async () => {
  await relay.close();
  await server.close();
});

it('[video 4G] pictures that waited on their line reach the SFU as old as they are, and as new ones when it is free again', async () => {
  const ages: number[] = [];
  const url = new URL(server.urlOf('cam', { withCredentials: false }));
  url.port = String(relay.port);
  const ingest = createCameraIngest({
    url: url.href,
    ...user,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    timers: {
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
    log: { info: () => {}, warn: () => {} },
    onPacket: () => {},
    onRtcp: () => {},
    onState: () => {},
    onFrameClock: ({ wallMs }) => ages.push(Date.now() - wallMs),
  });
  const newest = () => ages.at(-1) ?? NaN;
  ingest.start();
  await expect.poll(() => ages.length, { timeout: 10_000 }).toBeGreaterThan(20);
  expect(newest()).toBeLessThan(200);
  link.impair({ delayMs: 3_000 });
  await expect.poll(newest, { timeout: 15_000 }).toBeGreaterThan(2_500);
  expect(newest()).toBeLessThan(3_500);
  link.impair({});
  await expect.poll(newest, { timeout: 15_000 }).toBeLessThan(200);
  ingest.close();
});
