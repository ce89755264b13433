import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CameraIdSchema, playbackAudience } from '@truc/media/signalling';
import { CameraRegister, createSfu, readEnvironment } from '@truc/sfu';
import type { Sfu } from '@truc/sfu';
import { encodingTimeoutMs, loopsFolder } from '../cameras/testing/run.ts';
import { createRecorderServer } from './recorder-server.ts';
import type { RecorderServer } from './recorder-server.ts';
import { Page, testDisplay } from './testing/playback-page.ts';

const account = { username: 'xemlai', password: 'mật khẩu đầu ghi' };
const noon = Date.UTC(2021, 5, 15, 7);
const cameras = ['gate', 'court', 'h265'] as const;

let recorders: RecorderServer[];
let folder: string;
let sfu: Sfu;
let sign: (camera: string) => Promise<string>;

/** An SFU with one seat for all recorders, and nothing that could transcode. */
beforeAll(async () => {
  const loops = await loopsFolder();
  const track = (path: string, loop: 'gate-day-small-gop1' | 'corridor-a-medium-h265') =>
    createRecorderServer({
      port: 0,
      loops,
      account,
      tracks: [{ path, loop, recorded: () => [[noon, noon + 600_000]] }],
    });
  recorders = await Promise.all([
    track('gate', 'gate-day-small-gop1'),
    track('court', 'gate-day-small-gop1'),
    track('h265', 'corridor-a-medium-h265'),
  ]);
  folder = await mkdtemp(join(tmpdir(), 'truc-limits-'));
  const environment = {
    TRUC_DATA: folder,
    TRUC_SFU_PORT: '0',
    TRUC_MEDIA_PORT: '0',
    TRUC_SFU_WORKERS: '1',
    TRUC_SFU_PLAYBACKS: '1',
    TRUC_SFU_TRANSCODES: '0',
    MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN,
  };
  const config = readEnvironment(environment, folder);
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  await mkdir(dirname(config.files.grantKeys), { recursive: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'test' }];
  await writeFile(config.files.grantKeys, JSON.stringify({ keys }));
  const register = await CameraRegister.open(config.files.cameras, config.files.camerasKey);
  await register.put(
    cameras.map((name, at) => ({
      camera: v.parse(CameraIdSchema, name),
      main: { url: 'rtsp://127.0.0.1:9/none' },
      recorder: { url: recorders[at]?.urlOf(name) ?? '', ...account },
    })),
  );
  sfu = await createSfu(config, { log: pino({ level: 'silent' }) });
  await sfu.ready;
  sign = (cam) => {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      cam,
      dsp: testDisplay,
      pur: 'check_remedies',
      rsn: 'Kiểm tra việc tụ tập',
      fro: noon,
      unt: noon + 60_000,
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
      .setIssuer('truc-server')
      .setAudience(playbackAudience)
      .setSubject('person-1')
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + 60)
      .sign(privateKey);
  };
}, encodingTimeoutMs);
afterAll(async () => {
  await sfu.close();
  await Promise.all(recorders.map((recorder) => recorder.close()));
  await rm(folder, { recursive: true, force: true });
});

it('says too_many_playbacks when all seats at all recorders are taken, and plays when one is free again', async () => {
  const page = await Page.open(sfu);
  const first = await page.play(await sign('gate'));
  await page.hear('playbackState', ({ viewing, state }) => viewing === first && state === 'playing');
  const second = await page.play(await sign('court'));
  const failed = await page.hear(
    'playbackState',
    ({ viewing, state }) => viewing === second && state === 'failed',
  );
  expect(failed.failure).toBe('too_many_playbacks');
  await page.command(first, { do: 'end' });
  await page.command(second, { do: 'play' });
  await page.hear('playbackState', ({ viewing, state }) => viewing === second && state === 'playing');
  await page.close();
});

it('says unsupported_codec of a recording that no browser shows, where nothing transcodes, and gives its seat back', async () => {
  const page = await Page.open(sfu);
  const viewing = await page.play(await sign('h265'));
  const failed = await page.hear('playbackState', ({ state }) => state === 'failed');
  expect(failed).toMatchObject({ viewing, failure: 'unsupported_codec' });
  const other = await page.play(await sign('gate'));
  await page.hear('playbackState', (told) => told.viewing === other && told.state === 'playing');
  await page.close();
});
