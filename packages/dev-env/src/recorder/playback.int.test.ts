import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CameraIdSchema, playbackAudience } from '@truc/media/signalling';
import type { DownPayload } from '@truc/media/signalling';
import { CameraRegister, createSfu, readEnvironment } from '@truc/sfu';
import type { Sfu } from '@truc/sfu';
import { encodingTimeoutMs, loopsFolder } from '../cameras/testing/run.ts';
import { goodRecorder } from './recorder-spec.ts';
import { createRecorderServer } from './recorder-server.ts';
import type { RecorderServer } from './recorder-server.ts';
import { Control, Page, testDisplay } from './testing/playback-page.ts';

const account = { username: 'xemlai', password: 'mật khẩu đầu ghi' };
/** Half past, to the second: a keyframe each second. */
const noon = Date.UTC(2021, 5, 15, 7);
const minute = 60_000;

let recorder: RecorderServer;
let folder: string;
let key: CryptoKey;
let sfu: Sfu;
let page: Page;
let control: Control;
const logged: string[] = [];

beforeAll(async () => {
  recorder = await createRecorderServer({
    port: 0,
    loops: await loopsFolder(),
    account,
    tracks: [
      {
        path: 'gate',
        loop: 'gate-day-small-gop1',
        recorded: () => [
          [noon, noon + 2 * minute],
          [noon + 5 * minute, noon + 10 * minute],
        ],
      },
      { path: 'h265', loop: 'corridor-a-medium-h265', recorded: () => [[noon, noon + 10 * minute]] },
    ],
  });
  folder = await mkdtemp(join(tmpdir(), 'truc-playback-'));
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  key = pair.privateKey;
  const config = readEnvironment(
    {
      TRUC_DATA: folder,
      TRUC_SFU_PORT: '0',
      TRUC_MEDIA_PORT: '0',
      TRUC_SFU_WORKERS: '1',
      TRUC_SFU_PLAYBACKS_PER_RECORDER: '2',
      MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN,
    },
    folder,
  );
  await mkdir(dirname(config.files.grantKeys), { recursive: true });
  await writeFile(
    config.files.grantKeys,
    JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'test' }] }),
  );
  const register = await CameraRegister.open(config.files.cameras, config.files.camerasKey);
  const nowhere = { url: 'rtsp://127.0.0.1:9/none' };
  const camera = (id: string) => v.parse(CameraIdSchema, id);
  await register.put([
    { camera: camera('gate'), main: nowhere, recorder: { url: recorder.urlOf('gate'), ...account } },
    { camera: camera('h265'), main: nowhere, recorder: { url: recorder.urlOf('h265'), ...account } },
    { camera: camera('lost'), main: nowhere, recorder: { url: recorder.urlOf('lost'), ...account } },
    { camera: camera('off'), main: nowhere, recorder: { url: 'rtsp://127.0.0.1:9/x', ...account } },
    { camera: camera('plain'), main: nowhere },
  ]);
  sfu = await createSfu(config, {
    log: pino({ level: 'debug' }, { write: (line) => void logged.push(line) }),
  });
  await sfu.ready;
  const secret = (await readFile(config.files.controlSecret, 'utf8')).trim();
  control = new Control(
    io(`http://127.0.0.1:${sfu.port}`, {
      path: '/control',
      transports: ['websocket'],
      forceNew: true,
      auth: { secret },
    }),
  );
}, encodingTimeoutMs);
afterAll(async () => {
  control.socket.disconnect();
  await sfu.close();
  await recorder.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  page = await Page.open(sfu);
});
afterEach(async () => {
  await page.close();
  recorder.setBehaviour(goodRecorder);
});

type Stretch = {
  readonly camera?: string;
  readonly from?: number;
  readonly until?: number;
  readonly kept?: number;
  readonly audience?: string;
  readonly lifeSeconds?: number;
  readonly person?: string;
};

function sign(stretch: Stretch = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({
    cam: stretch.camera ?? 'gate',
    dsp: testDisplay,
    pur: 'check_remedies',
    rsn: 'Kiểm tra việc tụ tập',
    fro: stretch.from ?? noon,
    unt: stretch.until ?? noon + minute,
    ...(stretch.kept === undefined ? {} : { kep: stretch.kept }),
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
    .setIssuer('truc-server')
    .setAudience(stretch.audience ?? playbackAudience)
    .setSubject(stretch.person ?? 'person-1')
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + (stretch.lifeSeconds ?? 60))
    .sign(key);
}

describe('a recording', () => {
  it('[GL-07] plays from the moment that is asked for, each picture with the time of its recording', async () => {
    const viewing = await page.play(await sign({ from: noon + 10_000 }));
    const clock = await page.hear('playbackClock');
    expect(clock).toMatchObject({ viewing, recordedMs: noon + 10_000, speed: 1, isExact: true });
    await page.hear('playbackState', ({ state }) => state === 'playing');
    const later = await page.hear('playbackClock', ({ recordedMs }) => recordedMs >= noon + 11_000);
    expect((later.rtpTimestamp - clock.rtpTimestamp) | 0).toBeCloseTo(
      (later.recordedMs - clock.recordedMs) * 90,
      -4,
    );
  });

  it('[GL-52] is in the log with what was granted, sought and really shown', async () => {
    const viewing = await page.play(await sign({ until: noon + 2 * minute }));
    await page.hear('playbackClock', ({ recordedMs }) => recordedMs >= noon + 1_000);
    await page.command(viewing, { do: 'seek', at: noon + 90_000 });
    await page.hear('playbackClock', ({ recordedMs }) => recordedMs >= noon + 91_000);
    await page.command(viewing, { do: 'end' });
    const ended = await control.hear((fact) => fact.kind === 'playback_ended' && fact.viewing === viewing);
    const facts = control.facts.filter((fact) => 'viewing' in fact && fact.viewing === viewing);
    expect(facts[0]).toMatchObject({
      kind: 'playback_started',
      person: 'person-1',
      camera: 'gate',
      reason: 'Kiểm tra việc tụ tập',
      from: noon,
      until: noon + 2 * minute,
    });
    expect(facts[1]).toMatchObject({ kind: 'playback_sought', to: noon + 90_000 });
    if (ended.kind !== 'playback_ended') throw new Error('an end');
    expect(ended.cause).toBe('closed_by_viewer');
    expect(ended.shown).toHaveLength(2);
    const [first, second] = ended.shown ?? [];
    expect(first?.[0]).toBe(noon);
    expect(first?.[1]).toBeGreaterThanOrEqual(noon + 1_000);
    expect(first?.[1]).toBeLessThan(noon + 20_000);
    expect(second?.[0]).toBe(noon + 90_000);
  });

  it('goes over a gap to what is recorded behind it, and says so before the picture', async () => {
    await page.play(await sign({ from: noon + 2 * minute - 1_000, until: noon + 6 * minute }));
    await page.hear('playbackClock', ({ recordedMs }) => recordedMs < noon + 2 * minute);
    const behind = await page.hear('playbackClock', ({ recordedMs }) => recordedMs > noon + 2 * minute);
    expect(behind.recordedMs).toBe(noon + 5 * minute);
  });

  it('runs at twice and four times its speed', async () => {
    const viewing = await page.play(await sign({ until: noon + 2 * minute }));
    await page.hear('playbackState', ({ state }) => state === 'playing');
    await page.command(viewing, { do: 'speed', speed: 4 });
    const first = await page.hear('playbackClock', ({ speed }) => speed === 4);
    const startedAt = performance.now();
    await page.hear('playbackClock', ({ recordedMs }) => recordedMs >= first.recordedMs + 6_000);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  it('stands while it is paused, and goes on from there', async () => {
    const viewing = await page.play(await sign());
    await page.hear('playbackClock', ({ recordedMs }) => recordedMs >= noon + 1_000);
    await page.command(viewing, { do: 'pause' });
    await page.hear('playbackState', ({ state }) => state === 'paused');
    await page.command(viewing, { do: 'play' });
    await page.hear('playbackState', ({ state }) => state === 'playing');
    const clock = await page.hear('playbackClock');
    expect(clock.recordedMs - noon).toBeGreaterThanOrEqual(1_000);
    expect(clock.recordedMs - noon).toBeLessThan(10_000);
  });

  it('ends with the stretch that was granted, and shows nothing of later', async () => {
    const viewing = await page.play(await sign({ until: noon + 2_000 }));
    await page.hear('playbackState', ({ state }) => state === 'ended');
    await page.command(viewing, { do: 'end' });
    const ended = await control.hear((fact) => fact.kind === 'playback_ended' && fact.viewing === viewing);
    expect(ended).toMatchObject({ shown: [[noon, expect.any(Number)]] });
    if (ended.kind !== 'playback_ended') throw new Error('an end');
    expect(ended.shown?.[0]?.[1]).toBeLessThanOrEqual(noon + 2_000);
    expect(await page.refusal(viewing, { do: 'play' })).toBe('viewing_unknown');
  });

  it('bears a reckoned time, and says that it is, where the recorder stamps nothing', async () => {
    recorder.setBehaviour({ stamps: false });
    await page.play(await sign({ from: noon + 10_000 }));
    expect(await page.hear('playbackClock')).toMatchObject({ recordedMs: noon + 10_000, isExact: false });
  });

  it('is sought where the recorder knows no PAUSE', async () => {
    recorder.setBehaviour({ hasPause: false });
    const viewing = await page.play(await sign());
    await page.hear('playbackState', ({ state }) => state === 'playing');
    await page.command(viewing, { do: 'seek', at: noon + 30_000 });
    await page.hear('playbackClock', ({ recordedMs }) => recordedMs === noon + 30_000);
  });

  it('of H.265 comes through a transcoder, with its time', async () => {
    await page.play(await sign({ camera: 'h265', from: noon + 20_000 }));
    const clock = await page.hear('playbackClock');
    expect(clock.recordedMs).toBeGreaterThanOrEqual(noon + 20_000);
    expect(clock.recordedMs).toBeLessThan(noon + 30_000);
  });
});

describe('a recording that cannot be shown says why', () => {
  const failed = ({ state }: DownPayload<'playbackState'>) => state === 'failed';

  it('no_recorder', async () => {
    expect(await page.openRefusal(await sign({ camera: 'plain' }))).toBe('no_recorder');
  });

  it.each([
    ['not_recorded', { from: noon - minute, until: noon - 1_000 }, {}],
    ['not_recorded', { from: noon + 20 * minute, until: noon + 21 * minute }, {}],
    ['not_recorded', { camera: 'lost' }, {}],
    ['retention_over', { from: noon - minute, until: noon - 1_000, kept: 24 }, {}],
    ['recorder_refuses', {}, { refusesAuth: true }],
    ['recorder_busy', {}, { sessions: 0 }],
    ['recorder_fault', {}, { playStatus: 500 }],
    ['recorder_unreachable', { camera: 'off' }, {}],
  ] as const)('%s', async (failure, stretch, behaviour) => {
    recorder.setBehaviour(behaviour);
    await page.play(await sign(stretch));
    expect(await page.hear('playbackState', failed)).toMatchObject({ failure });
  });

  it('recorder_silent', async () => {
    recorder.setBehaviour({ isSilent: true });
    await page.play(await sign());
    expect(await page.hear('playbackState', failed)).toMatchObject({ failure: 'recorder_silent' });
  }, 15_000);

  it('recorder_busy when we hold as many sessions there as we may, until one is given back', async () => {
    const first = await page.play(await sign());
    await page.play(await sign());
    const third = await page.play(await sign());
    expect(await page.hear('playbackState', failed)).toMatchObject({
      viewing: third,
      failure: 'recorder_busy',
    });
    await page.command(first, { do: 'end' });
    await page.command(third, { do: 'play' });
    await page.hear('playbackState', ({ viewing, state }) => viewing === third && state === 'playing');
  });

  it('outside_grant', async () => {
    const viewing = await page.play(await sign());
    for (const at of [noon - 1, noon + minute])
      expect(await page.refusal(viewing, { do: 'seek', at })).toBe('outside_grant');
  });

  it('and plays again when the cause is gone, also when the recorder was cut off in the middle', async () => {
    const viewing = await page.play(await sign());
    await page.hear('playbackClock', ({ recordedMs }) => recordedMs >= noon + 1_000);
    recorder.cut();
    expect(await page.hear('playbackState', failed)).toMatchObject({ failure: 'recorder_unreachable' });
    await page.command(viewing, { do: 'play' });
    await page.hear('playbackState', ({ state }) => state === 'playing');
  });
});

describe('a right to recordings', () => {
  it('opens no live picture, and a right to live pictures no recording', async () => {
    expect(await page.openRefusal(await sign({ audience: 'truc-sfu' }))).toBe('grant_invalid');
    const watched = await page.say('watch', { grants: [await sign()], rtpCapabilities: page.capabilities });
    expect(watched).toMatchObject({ ok: true, value: { watches: [{ ok: false, code: 'grant_invalid' }] } });
  });

  it('that is taken back ends the recording within a second, at the recorder too', async () => {
    const viewing = await page.play(await sign({ person: 'person-2' }));
    await page.hear('playbackState', ({ state }) => state === 'playing');
    const before = recorder.stats().teardowns;
    const startedAt = performance.now();
    await control.socket.emitWithAck('revokePerson', { person: 'person-2' });
    expect(await page.hear('viewingClosed')).toMatchObject({ viewing, cause: 'grant_revoked' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    while (recorder.stats().teardowns === before) await new Promise((resolve) => setTimeout(resolve, 10));
    await control.hear((fact) => fact.kind === 'playback_ended' && fact.viewing === viewing);
  });

  it('that runs out ends it, unless it was renewed for the same stretch', async () => {
    const viewing = await page.play(await sign({ lifeSeconds: 3 }));
    expect(await page.refusal(viewing, { do: 'renew', grant: await sign({ from: noon + 1 }) })).toBe(
      'grant_invalid',
    );
    await page.command(viewing, { do: 'renew', grant: await sign({ lifeSeconds: 4 }) });
    expect(await page.hear('viewingClosed')).toMatchObject({ viewing, cause: 'grant_expired' });
  });

  it('[KH-08] leaves no address and no password of the recorder in the log', () => {
    const text = logged.join('');
    expect(text).not.toContain('rtsp://');
    expect(text).not.toContain(account.password);
  });
});
