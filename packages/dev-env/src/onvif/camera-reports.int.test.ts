import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CameraDevices, CameraSourceSchema, KeyframeMemory } from '@truc/sfu';
import { createOnvifDevice } from '@truc/sfu/onvif';
import { pino } from 'pino';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOnvifServer } from './onvif-server.ts';
import type { OnvifServer } from './onvif-server.ts';

const account = { username: 'giamsat', password: 'mat-khau' };
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
/** Twenty times as fast as on duty: what must last for five seconds there lasts a quarter of one here. */
const quick = {
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs / 20);
    return () => clearTimeout(timer);
  },
};
const log = pino({ level: 'silent' });

let folder: string;
let onvif: OnvifServer;
let devices: CameraDevices;
let marks: { readonly hasMotion: boolean; readonly isTampered: boolean }[];

beforeEach(async () => {
  marks = [];
  folder = await mkdtemp(join(tmpdir(), 'truc-reports-'));
  onvif = await createOnvifServer({ port: 0, devices: [{ name: 'gate', ...account, profiles: [] }] });
  devices = new CameraDevices({
    // What goes over the line keeps its own time.
    createDevice: (options) => createOnvifDevice(options, { clock, timers: real }),
    memory: await KeyframeMemory.open(join(folder, 'keyframes.json'), { timers: quick, log }),
    clock,
    timers: quick,
    log,
    record: () => Promise.resolve(),
    onPtzHolder: () => undefined,
    onMarks: (_, told) => void marks.push(told),
  });
  const asked = onvif.nextAsked('gate', 'PullMessages');
  devices.follow([
    v.parse(CameraSourceSchema, {
      camera: 'gate',
      ...account,
      main: { url: 'rtsp://127.0.0.1:9/gate' },
      onvif: { url: onvif.urlOf('gate') },
    }),
  ]);
  await asked;
});
afterEach(async () => {
  await devices.close();
  await onvif.close();
  await rm(folder, { recursive: true, force: true });
});

const real = {
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

it('tells what a camera reports: motion at once, tampering when it lasts, and the end of both', async () => {
  onvif.emit('gate', 'RuleEngine/CellMotionDetector/Motion', { IsMotion: 'true' });
  await expect.poll(() => marks.at(-1)).toEqual({ hasMotion: true, isTampered: false });
  onvif.emit('gate', 'RuleEngine/TamperDetector/Tamper', { IsTamper: 'true' });
  await expect.poll(() => marks.at(-1)).toEqual({ hasMotion: true, isTampered: true });
  onvif.emit('gate', 'RuleEngine/CellMotionDetector/Motion', { IsMotion: 'false' });
  onvif.emit('gate', 'RuleEngine/TamperDetector/Tamper', { IsTamper: 'false' });
  await expect.poll(() => marks.at(-1)).toEqual({ hasMotion: false, isTampered: false });
});

it('hears it again after the device was unwell, and goes by nothing that it said before', async () => {
  onvif.emit('gate', 'VideoSource/MotionAlarm', { State: 'true' });
  await expect.poll(() => marks.at(-1)?.hasMotion).toBe(true);
  onvif.setBehaviour('gate', { lies: 'fault' });
  onvif.emit('gate', 'VideoSource/MotionAlarm', { State: 'true' });
  await expect.poll(() => marks.at(-1)?.hasMotion).toBe(false);
  onvif.setBehaviour('gate', { lies: null });
  await onvif.nextAsked('gate', 'PullMessages');
  onvif.emit('gate', 'VideoSource/MotionAlarm', { State: 'true' });
  await expect.poll(() => marks.at(-1)?.hasMotion).toBe(true);
});
