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
import { createOnvifServer } from '../onvif/index.ts';
import type { OnvifServer } from '../onvif/index.ts';
import { createRecorderServer } from './recorder-server.ts';
import type { RecorderServer } from './recorder-server.ts';
import { Page, testDisplay } from './testing/playback-page.ts';

const account = { username: 'xemlai', password: 'mật khẩu đầu ghi' };
const noon = Date.UTC(2021, 5, 15, 7);
const gaps = [
  [noon - 600_000, noon + 10_000],
  [noon + 30_000, noon + 600_000],
] as const;
const cameras = ['gate', 'court', 'h265'] as const;

let recorders: RecorderServer[];
let onvif: OnvifServer;
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
  const recording = (token: string, url: string) => ({ token, url, recorded: () => gaps });
  onvif = await createOnvifServer({
    port: 0,
    devices: [
      {
        name: 'nvr',
        ...account,
        profiles: [],
        recordings: [
          recording('own', recorders[1]?.urlOf('court') ?? ''),
          recording('foreign', 'rtsp://198.51.100.7:554/court'),
        ],
      },
    ],
  });
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
  const main = { url: 'rtsp://127.0.0.1:9/none' };
  await register.put([
    ...cameras.map((name, at) => ({
      camera: v.parse(CameraIdSchema, name),
      main,
      recorder: { url: recorders[at]?.urlOf(name) ?? '', ...account },
    })),
    ...['own', 'foreign'].map((recording) => ({
      camera: v.parse(CameraIdSchema, `nvr-${recording}`),
      main,
      recorder: { onvif: { url: onvif.urlOf('nvr'), recording }, ...account },
    })),
  ]);
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
  await onvif.close();
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

it('shows what a recorder has of the stretch before it plays, and plays from where the recorder says (profile G)', async () => {
  const page = await Page.open(sfu);
  const viewing = await page.play(await sign('nvr-own'));
  const coverage = await page.hear('playbackCoverage', (told) => told.viewing === viewing);
  expect(coverage.recorded).toEqual([
    [noon, noon + 10_000],
    [noon + 30_000, noon + 60_000],
  ]);
  await page.hear('playbackState', ({ state }) => state === 'playing');
  await page.close();
});

it('[KH-08] carries no account to another host that a recorder names', async () => {
  const page = await Page.open(sfu);
  await page.play(await sign('nvr-foreign'));
  const failed = await page.hear('playbackState', ({ state }) => state === 'failed');
  expect(failed.failure).toBe('recorder_fault');
  await page.close();
});

it('says nothing of gaps where the recorder does not tell, and plays all the same', async () => {
  onvif.setBehaviour('nvr', { search: 'fault' });
  const page = await Page.open(sfu);
  await page.play(await sign('nvr-own'));
  expect((await page.hear('playbackCoverage')).recorded).toBeNull();
  await page.hear('playbackState', ({ state }) => state === 'playing');
  await page.close();
});
