import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { digestHeader, ErrorBodySchema, pushLimitBytes } from '@truc/sync/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from './digest-of.ts';
import { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let khanh: Browser;
let writer: DeviceWriter;

beforeAll(async () => {
  world = await createTestWorld();
  khanh = await world.signedIn('khanh');
  const { dev, inst } = await khanh.enrol();
  writer = new DeviceWriter(dev, inst);
  writer.write({ actor: 'tran-van-khanh', scope: 'post:p-01', text: 'Chỉ một mục' });
});
afterAll(() => world.close());

async function refusals(code: string): Promise<number> {
  const counter = await world.server.context.metrics.refusals.get();
  return counter.values.find(({ labels }) => labels.code === code)?.value ?? 0;
}

/** Everything that a refused request could have changed. */
async function contents(): Promise<unknown> {
  const counts = await world.server.context.database.pool.query(
    `select (select count(*) from leaf) leaves,
       (select count(*) from device) devices, (select count(*) from device_installation) installations,
       (select sum(last_n) from device_installation) last_n, (select count(*) from dead_letter) letters,
       (select count(*) from auth.session) sessions, (select count(*) from viewing_grant) grants`,
  );
  return counts.rows[0];
}

const json = { 'content-type': 'application/json' };
type Case = [name: string, status: number, code: string, send: () => Promise<Response>];
const body = () => JSON.stringify(writer.segment());
const cases: Case[] = [
  [
    '[RT12] a body that does not fit its digest',
    503,
    'unavailable',
    () => khanh.post('/api/sync/push', body(), { ...json, [digestHeader]: digestOf(`${body()} `) }),
  ],
  ['an unparseable body', 400, 'unparseable', () => khanh.post('/api/sync/push', '{"v":1,')],
  ['an empty body', 400, 'unparseable', () => khanh.post('/api/sync/push', '')],
  [
    'a body that is not UTF-8',
    400,
    'unparseable',
    () => khanh.post('/api/sync/push', Uint8Array.of(0x22, 0xff, 0x22)),
  ],
  ['a body of the wrong shape', 400, 'unparseable', () => khanh.post('/api/sync/push', { v: 1, ops: [] })],
  [
    'a field too many',
    400,
    'unparseable',
    () => khanh.post('/api/sync/push', { ...writer.segment(), extra: 1 }),
  ],
  [
    'a version of the future',
    400,
    'unsupported_version',
    () => khanh.post('/api/sync/push', { ...writer.segment(), v: 7 }),
  ],
  [
    'a version of the future to pull',
    400,
    'unsupported_version',
    () => khanh.post('/api/sync/pull', { v: 7, what: 'ever' }),
  ],
  [
    'an installation that no database can count',
    400,
    'unparseable',
    () => khanh.post('/api/sync/push', { ...writer.segment(), inst: 2 ** 31 }),
  ],
  ['no version', 400, 'unparseable', () => khanh.post('/api/sync/push', { ops: [] })],
  [
    'a body over the limit',
    413,
    'too_large',
    () => khanh.post('/api/sync/push', ' '.repeat(pushLimitBytes + 1)),
  ],
  [
    'a gzip bomb',
    413,
    'too_large',
    () =>
      khanh.post('/api/sync/push', gzipSync(Buffer.alloc(64 * pushLimitBytes, 32)), {
        'content-encoding': 'gzip',
      }),
  ],
  [
    'a truncated gzip',
    400,
    'unparseable',
    () => khanh.post('/api/sync/push', gzipSync(body()).subarray(0, 200), { 'content-encoding': 'gzip' }),
  ],
  [
    'plain octets that call themselves gzip',
    400,
    'unparseable',
    () => khanh.post('/api/sync/push', body(), { 'content-encoding': 'gzip' }),
  ],
  [
    'an unknown encoding',
    415,
    'unsupported_media_type',
    () => khanh.post('/api/sync/push', body(), { 'content-encoding': 'br' }),
  ],
  [
    'a captive portal’s HTML',
    415,
    'unsupported_media_type',
    () => khanh.post('/api/sync/push', '<html>log in to the wifi</html>', { 'content-type': 'text/html' }),
  ],
  ['HTML that calls itself JSON', 400, 'unparseable', () => khanh.post('/api/sync/push', '<html></html>')],
  [
    'a form',
    415,
    'unsupported_media_type',
    () =>
      khanh.post('/api/sign-in', 'username=khanh', { 'content-type': 'application/x-www-form-urlencoded' }),
  ],
  ['nobody', 401, 'not_signed_in', () => world.browser().get('/api/me')],
  [
    'a forged session',
    401,
    'not_signed_in',
    () => world.browser().get('/api/me', { cookie: 'truc.session_token=abc.def' }),
  ],
  [
    'an unknown device',
    401,
    'device_unknown',
    () => world.browser().post('/api/sync/push', writer.segment()),
  ],
  [
    'a forged device',
    401,
    'device_unknown',
    () => world.browser().post('/api/sync/push', writer.segment(), { cookie: 'truc_device=AAAA' }),
  ],
  [
    'a page of another origin',
    403,
    'not_permitted',
    () => khanh.post('/api/sync/push', writer.segment(), { origin: 'https://evil.example' }),
  ],
  [
    'a cross-site form without an origin',
    403,
    'not_permitted',
    () => khanh.post('/api/sync/push', writer.segment(), { 'sec-fetch-site': 'cross-site' }),
  ],
  [
    'a segment damaged on the way',
    409,
    'chain_broken',
    () => khanh.post('/api/sync/push', { ...writer.segment(), seal: '0'.repeat(64) }),
  ],
  ['a path that is not', 404, 'not_found', () => khanh.get('/api/people')],
  [
    'the library’s own sign-up',
    404,
    'not_found',
    () => khanh.post('/api/auth/sign-up/email', { email: 'a@b.c', password: '12345678', name: 'x' }),
  ],
  [
    'the library’s own sign-in',
    404,
    'not_found',
    () => khanh.post('/api/auth/sign-in/username', { username: 'khanh', password: 'x' }),
  ],
  ['a wrong method', 404, 'not_found', () => khanh.get('/api/sync/push')],
  ['a broken escape in the path', 404, 'not_found', () => khanh.get('/%E0%A4%A')],
  [
    'a purpose that is none of the four',
    400,
    'unparseable',
    () =>
      khanh.post('/api/viewing-grants', { cameras: ['cam-011'], purpose: 'curiosity', display: 'display-1' }),
  ],
  [
    'no purpose',
    400,
    'unparseable',
    () => khanh.post('/api/viewing-grants', { cameras: ['cam-011'], display: 'display-1' }),
  ],
  [
    'a stranger at the metrics',
    404,
    'not_found',
    () => world.browser().get('/metrics', { 'x-forwarded-for': '203.0.113.9' }),
  ],
];

describe('bad input', () => {
  it.each(cases)(
    'refuses %s with %i %s, counts it and changes nothing',
    async (_name, status, code, send) => {
      const [before, counted] = [await contents(), await refusals(code)];
      const answer = await send();
      const text = await answer.text();
      expect([answer.status, v.parse(ErrorBodySchema, JSON.parse(text)).code]).toEqual([status, code]);
      expect(text).not.toMatch(/node_modules|at \w+ \(|\.ts:/);
      expect(await contents()).toEqual(before);
      expect(await refusals(code)).toBe(counted + 1);
    },
  );

  it('drops a request that is cut off in its middle, and changes nothing', async () => {
    const before = await contents();
    const { port } = world.server;
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `POST /api/sync/push HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncookie: ${khanh.cookie}\r\ncontent-length: 9999\r\n\r\n${body()}`,
        );
        socket.end();
      });
      socket.resume();
      socket.on('close', () => resolve());
    });
    expect(await contents()).toEqual(before);
    expect((await khanh.get('/healthz')).status).toBe(200);
  });

  it('[RT12] takes the very same segment when it comes whole, also as gzip, and says what its answer was', async () => {
    const answer = await khanh.post('/api/sync/push', gzipSync(body()), {
      ...json,
      'content-encoding': 'gzip',
      [digestHeader]: digestOf(body()),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get(digestHeader)).toBe(digestOf(await answer.text()));
  });
});
