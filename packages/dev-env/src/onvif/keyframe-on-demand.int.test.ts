import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CameraDevices, CameraSourceSchema, KeyframeMemory } from '@truc/sfu';
import type { CameraIngest } from '@truc/sfu';
import { createCameraIngest } from '@truc/sfu/ingest';
import { createOnvifDevice } from '@truc/sfu/onvif';
import { createCameraServer } from '../cameras/index.ts';
import type { CameraServer } from '../cameras/index.ts';
import { encodingTimeoutMs, loopsFolder } from '../cameras/testing/run.ts';
import { createOnvifServer } from './onvif-server.ts';
import type { OnvifServer } from './onvif-server.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const timers = {
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const account = { username: 'giamsat', password: 'mat-khau' };
const log = pino({ level: 'silent' });

let cameras: CameraServer;
let onvif: OnvifServer;
let folder: string;
let memory: KeyframeMemory;
let devices: CameraDevices;
let ingest: CameraIngest;
let onKeyframe: (() => void) | undefined;

beforeAll(async () => {
  cameras = await createCameraServer({
    port: 0,
    loops: await loopsFolder(),
    cameras: [{ path: 'fence', loop: 'fence-day-medium-gop10-sdp', ...account }],
  });
  folder = await mkdtemp(join(tmpdir(), 'truc-keyframes-'));
}, encodingTimeoutMs);
afterAll(async () => {
  await cameras.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  onvif = await createOnvifServer({
    port: 0,
    devices: [
      {
        name: 'fence',
        ...account,
        profiles: [
          {
            token: 'main',
            name: 'main',
            url: cameras.urlOf('fence', { withCredentials: false }),
            codec: 'h264',
            width: 640,
            height: 360,
            fps: 10,
            gop: 100,
            requestKeyframe: () => cameras.requestKeyframe('fence'),
          },
        ],
      },
    ],
  });
  await start();
});
afterEach(async () => {
  ingest.close();
  await devices.close();
  await memory.close();
  await onvif.close();
});

async function start(): Promise<void> {
  memory = await KeyframeMemory.open(join(folder, 'keyframes.json'), { timers, log });
  devices = new CameraDevices({
    createDevice: createOnvifDevice,
    memory,
    clock,
    timers,
    log,
    record: async () => undefined,
    onPtzHolder: () => undefined,
  });
  const source = v.parse(CameraSourceSchema, {
    camera: 'fence',
    ...account,
    main: { url: cameras.urlOf('fence', { withCredentials: false }) },
    onvif: { url: onvif.urlOf('fence') },
  });
  devices.follow([source]);
  const live = Promise.withResolvers<void>();
  ingest = devices.askingThrough(createCameraIngest)({
    url: source.main.url,
    ...account,
    clock,
    timers,
    log,
    onPacket: (packet) => {
      const type = (packet[12] ?? 0) & 0x1f;
      if (type === 7 || (type === 24 && ((packet[15] ?? 0) & 0x1f) === 7)) onKeyframe?.();
    },
    onRtcp: () => undefined,
    onState: (state) => {
      if (state.state === 'live') live.resolve();
    },
  });
  ingest.start();
  await live.promise;
}

function nextKeyframe(): Promise<void> {
  return new Promise((resolve) => (onKeyframe = resolve));
}

/** Some pictures of the GOP go by: what comes next would not be a keyframe of its own. */
async function intoTheGop(): Promise<void> {
  while (ingest.gop.frames().length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a keyframe on demand', () => {
  it('[V2] comes within a picture or two of an obeying camera with a GOP of 10 s', async () => {
    await intoTheGop();
    const came = nextKeyframe();
    const askedMs = performance.now();
    ingest.requestKeyframe();
    await came;
    expect(performance.now() - askedMs).toBeLessThan(1_000);
    expect(onvif.asked('fence').map(({ operation }) => operation)).toContain('SetSynchronizationPoint');
  });

  it('is asked for once, however many ask', async () => {
    await intoTheGop();
    const came = nextKeyframe();
    for (let at = 0; at < 64; at += 1) ingest.requestKeyframe();
    await came;
    const requests = onvif.asked('fence').filter(({ operation }) => operation === 'SetSynchronizationPoint');
    expect(requests).toHaveLength(1);
  });

  it('is asked for over RTCP alone where the device does not know the request, and that is remembered', async () => {
    onvif.setBehaviour('fence', { keyframes: 'fault' });
    await intoTheGop();
    ingest.requestKeyframe();
    await onvif.nextAsked('fence', 'SetSynchronizationPoint');
    while (devices.serialize()[0]?.keyframes.main?.obedience !== 'ignores')
      await new Promise((resolve) => setTimeout(resolve, 10));
    ingest.close();
    await devices.close();
    await memory.close();
    await start();
    ingest.requestKeyframe();
    expect(devices.serialize()[0]?.keyframes).toMatchObject({ main: { obedience: 'ignores' } });
  });
});
