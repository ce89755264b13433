import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOnvifDevice } from '@truc/sfu/onvif';
import type { OnvifDevice } from '@truc/sfu/onvif';
import type { DeviceBehaviour } from './device-spec.ts';
import { createOnvifServer } from './onvif-server.ts';
import type { OnvifServer } from './onvif-server.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const timers = {
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const deadlineMs = 1_000;
const account = { username: 'quản trị <&>', password: 'mật khẩu "42"' };

let server: OnvifServer;
let device: OnvifDevice;
let keyframes: string[];

beforeEach(async () => {
  keyframes = [];
  const profile = (token: string, codec: 'h264' | 'h265', width: number) => ({
    token,
    name: `Luồng ${token}`,
    url: `rtsp://127.0.0.1:8554/${token}?channel=1&subtype=0`,
    codec,
    width,
    height: (width * 9) / 16,
    fps: 10,
    gop: 40,
    requestKeyframe: () => void keyframes.push(token),
  });
  server = await createOnvifServer({
    port: 0,
    devices: [
      {
        name: 'gate',
        ...account,
        profiles: [profile('main-1', 'h265', 1920), profile('sub-1', 'h264', 640)],
        presets: [{ token: 'p1', name: 'Cổng chính' }],
      },
      { name: 'numbers', ...account, profiles: [profile('1.0', 'h264', 640), profile('000', 'h264', 640)] },
    ],
  });
  device = createOnvifDevice({ url: server.urlOf('gate'), ...account, deadlineMs }, { clock, timers });
});
afterEach(async () => {
  device.close();
  await server.close();
});

const ways: [string, Partial<DeviceBehaviour>][] = [
  ['WS-UsernameToken and Media2', {}],
  ['digest with MD5', { auth: 'digest-md5' }],
  ['digest with SHA-256', { auth: 'digest-sha256' }],
  ['the older media service', { hasMedia2: false }],
  ['GetCapabilities alone', { hasMedia2: false, hasServices: false }],
  ['a clock that is a day off', { clockAheadMs: -86_400_000 }],
  ['addresses of another host', { lies: 'foreign_address' }],
];

describe('an ONVIF device', () => {
  it.each(ways)('answers every question over %s', async (_, behaviour) => {
    server.setBehaviour('gate', behaviour);
    const services = await device.readServices();
    expect(services.ok && services.value.has('ptz') && services.value.has('media1')).toBe(true);
    const profiles = await device.listProfiles();
    expect(profiles).toMatchObject({
      ok: true,
      value: [
        { token: 'main-1', hasPtz: true },
        { token: 'sub-1', name: 'Luồng sub-1', codec: 'h264', width: 640, height: 360, fps: 10, gop: 40 },
      ],
    });
    expect(await device.readStreamUrl('sub-1')).toEqual({
      ok: true,
      value: 'rtsp://127.0.0.1:8554/sub-1?channel=1&subtype=0',
    });
    expect(await device.requestKeyframe('sub-1')).toMatchObject({ ok: true });
    expect(keyframes).toEqual(['sub-1']);
    expect(await device.listPresets('sub-1')).toEqual({
      ok: true,
      value: [{ token: 'p1', name: 'Cổng chính' }],
    });
    expect(await device.move('sub-1', { x: -0.5, y: 0.25, zoom: 0 }, 60_000)).toMatchObject({ ok: true });
    expect(server.ptz('gate')).toMatchObject({ moving: true, velocity: { x: -0.5, y: 0.25, zoom: 0 } });
    expect(await device.stop('sub-1')).toMatchObject({ ok: true });
    expect(server.ptz('gate').moving).toBe(false);
    expect(await device.goToPreset('sub-1', 'p1')).toMatchObject({ ok: true });
    expect(server.ptz('gate').preset).toBe('p1');
  });

  it('is asked over Media2 where it has it, for H.265 has a place only there', async () => {
    const profiles = await device.listProfiles();
    expect(profiles.ok && profiles.value[0]?.codec).toBe('h265');
    expect(server.asked('gate').find(({ operation }) => operation === 'GetProfiles')?.service).toBe('media2');
  });

  it('is asked for profiles by tokens that look like numbers, as it named them', async () => {
    for (const behaviour of [{}, { hasMedia2: false }]) {
      server.setBehaviour('numbers', behaviour);
      const numbered = createOnvifDevice(
        { url: server.urlOf('numbers'), ...account, deadlineMs },
        { clock, timers },
      );
      const profiles = await numbered.listProfiles();
      expect(profiles.ok && profiles.value.map(({ token }) => token)).toEqual(['1.0', '000']);
      expect(await numbered.readStreamUrl('1.0')).toMatchObject({ ok: true });
      expect(await numbered.requestKeyframe('1.0')).toMatchObject({ ok: true });
      expect(keyframes.splice(0)).toEqual(['1.0']);
      numbered.close();
    }
  });

  it('tells its clock to a second', async () => {
    server.setBehaviour('gate', { clockAheadMs: 420_000 });
    const read = await device.readClock();
    expect(read.ok && Math.abs(read.value - Date.now() - 420_000)).toBeLessThan(2_000);
  });

  it('gives its events to a pull point', async () => {
    expect(await device.subscribe()).toMatchObject({ ok: true });
    const pulled = device.pullEvents();
    await server.nextAsked('gate', 'PullMessages');
    server.emit('gate', 'VideoSource/MotionAlarm', { State: 'true' });
    expect(await pulled).toEqual({
      ok: true,
      value: [{ topic: 'VideoSource/MotionAlarm', values: { Source: '1', State: 'true' } }],
    });
    expect(await device.unsubscribe()).toMatchObject({ ok: true });
  });

  it.each([['wsse'], ['digest-md5']] as const)('refuses a wrong password over %s', async (auth) => {
    server.setBehaviour('gate', { auth });
    const stranger = createOnvifDevice(
      { url: server.urlOf('gate'), username: account.username, password: 'x' },
      { clock, timers },
    );
    expect(await stranger.listProfiles()).toMatchObject({ ok: false, error: { code: 'auth_refused' } });
    stranger.close();
  });

  it('names a refusal, a service that is not there, and a device that is away', async () => {
    server.setBehaviour('gate', { keyframes: 'fault' });
    expect(await device.requestKeyframe('sub-1')).toMatchObject({ error: { code: 'not_supported' } });
    expect(await device.requestKeyframe('nobody')).toMatchObject({ error: { code: 'fault' } });
    const away = createOnvifDevice({ url: 'http://127.0.0.1:9/onvif' }, { clock, timers });
    expect(await away.listProfiles()).toMatchObject({ error: { code: 'unreachable' } });
    server.setBehaviour('gate', { hasPtz: false });
    const bare = createOnvifDevice({ url: server.urlOf('gate'), ...account, deadlineMs }, { clock, timers });
    expect(await bare.stop('sub-1')).toMatchObject({ error: { code: 'not_supported' } });
    bare.close();
    away.close();
  });
});

const lying: [DeviceBehaviour['lies'], string][] = [
  ['entity_bomb', 'answer_refused'],
  ['external_entity', 'answer_refused'],
  ['huge', 'answer_too_large'],
  ['huge_chunked', 'answer_too_large'],
  ['slow_drip', 'timeout'],
  ['silent', 'timeout'],
  ['truncated', 'answer_unreadable'],
  ['reset', 'unreachable'],
  ['wrong_types', 'answer_unreadable'],
  ['other_answer', 'answer_unreadable'],
  ['not_soap', 'answer_unreadable'],
  ['deep', 'answer_unreadable'],
  ['wide', 'answer_unreadable'],
  ['namespaces', 'answer_unreadable'],
  ['gzip', 'answer_unreadable'],
  ['redirect', 'answer_unreadable'],
  ['fault', 'fault'],
];

describe('a device that lies', () => {
  it.each(lying)(
    'by %s is named %s, in bounded time and memory',
    async (lies, code) => {
      await device.readServices();
      server.setBehaviour('gate', { lies });
      const before = process.memoryUsage().rss;
      const startedMs = performance.now();
      const [profiles, url, presets] = await Promise.all([
        device.listProfiles(),
        device.readStreamUrl('sub-1'),
        device.listPresets('sub-1'),
      ]);
      expect(performance.now() - startedMs).toBeLessThan(5_000);
      for (const answer of [profiles, url, presets])
        expect(answer).toMatchObject({ ok: false, error: { code } });
      expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    },
    15_000,
  );

  it('about everything from the first question on is named too', async () => {
    for (const [lies] of lying) {
      if (lies === 'slow_drip' || lies === 'silent') continue;
      server.setBehaviour('gate', { lies });
      const stranger = createOnvifDevice(
        { url: server.urlOf('gate'), ...account, deadlineMs },
        { clock, timers },
      );
      expect((await stranger.listProfiles()).ok, String(lies)).toBe(false);
      expect((await stranger.readClock()).ok, String(lies)).toBe(false);
      expect((await stranger.subscribe()).ok, String(lies)).toBe(false);
      stranger.close();
    }
  });

  it('does not keep its neighbours from being asked', async () => {
    await device.readServices();
    server.setBehaviour('gate', { lies: 'slow_drip' });
    const slow = device.listProfiles();
    const stop = device.stop('sub-1');
    expect(await Promise.all([slow, stop])).toMatchObject([{ ok: false }, { ok: false }]);
    server.setBehaviour('gate', { lies: null });
    expect(await device.stop('sub-1')).toMatchObject({ ok: true });
  }, 15_000);
});
