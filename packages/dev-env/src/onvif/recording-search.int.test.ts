import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOnvifDevice } from '@truc/sfu/onvif';
import type { OnvifDevice } from '@truc/sfu/onvif';
import { lies } from './device-spec.ts';
import { createOnvifServer } from './onvif-server.ts';
import type { OnvifServer } from './onvif-server.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const timers = {
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const account = { username: 'xemlai', password: 'mat-khau' };
const noon = Date.UTC(2021, 5, 15, 7);
const minute = 60_000;
const recorded = [
  [noon - 60 * minute, noon + 2 * minute],
  [noon + 5 * minute, noon + 10 * minute],
  [noon + 12 * minute, noon + 90 * minute],
] as const;
const url = 'rtsp://127.0.0.1:8554/replay/1?x=1&y=2';

let server: OnvifServer;
let device: OnvifDevice;

beforeEach(async () => {
  const recordings = [{ token: 'rec <1>', url, recorded: () => recorded }];
  server = await createOnvifServer({
    port: 0,
    devices: [
      { name: 'nvr', ...account, profiles: [], recordings },
      { name: 'camera', ...account, profiles: [] },
    ],
  });
  device = createOnvifDevice({ url: server.urlOf('nvr'), ...account, deadlineMs: 1_000 }, { clock, timers });
});
afterEach(async () => {
  device.close();
  await server.close();
});

const find = (from: number, until: number) => device.findRecorded('rec <1>', [from, until]);

describe('profile G of a recorder', () => {
  it('tells what is recorded within a stretch, with its gaps, and nothing beyond it', async () => {
    expect(await device.listRecordings()).toEqual({ ok: true, value: ['rec <1>'] });
    expect(await find(noon, noon + 15 * minute)).toEqual({
      ok: true,
      value: [
        [noon, noon + 2 * minute],
        [noon + 5 * minute, noon + 10 * minute],
        [noon + 12 * minute, noon + 15 * minute],
      ],
    });
    expect(await find(noon + 3 * minute, noon + 4 * minute)).toEqual({ ok: true, value: [] });
    const whole = [noon + 20 * minute, noon + 30 * minute] as const;
    expect(await find(...whole)).toEqual({ ok: true, value: [whole] });
    expect(await device.readReplayUrl('rec <1>')).toEqual({ ok: true, value: url });
  });

  it('is asked again while it still searches, and finds nothing where there is nothing', async () => {
    server.setBehaviour('nvr', { search: 'delay' });
    expect(await find(noon, noon + minute)).toEqual({ ok: true, value: [[noon, noon + minute]] });
    server.setBehaviour('nvr', { search: 'empty' });
    expect(await find(noon, noon + minute)).toEqual({ ok: true, value: [] });
    expect(await device.listRecordings()).toEqual({ ok: true, value: [] });
  });

  it('names what it refuses, and what a device without it is', async () => {
    server.setBehaviour('nvr', { search: 'fault' });
    expect(await find(noon, noon + minute)).toMatchObject({ ok: false, error: { code: 'not_supported' } });
    expect(await device.readReplayUrl('other')).toMatchObject({ ok: false, error: { code: 'fault' } });
    const camera = createOnvifDevice({ url: server.urlOf('camera'), ...account }, { clock, timers });
    expect(await camera.listRecordings()).toMatchObject({ ok: false, error: { code: 'not_supported' } });
    camera.close();
  });

  it('about which it lies is named, in bounded time', async () => {
    await device.readServices();
    for (const kind of lies) {
      if (kind === 'foreign_address') continue;
      server.setBehaviour('nvr', { lies: kind });
      const found = await find(noon, noon + minute);
      expect(found.ok, kind).toBe(false);
    }
  });
});
