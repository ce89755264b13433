import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { io } from 'socket.io-client';
import type { UpMessage } from '@truc/media/signalling';
import type { Sfu } from '../src/index.ts';
import { SfuRig, testDisplay } from './sfu-rig.ts';

let rig: SfuRig;
let sfu: Sfu;

beforeAll(async () => {
  rig = await SfuRig.create({});
  sfu = await rig.start();
});
afterAll(() => rig.close());

const messages: readonly UpMessage[] = [
  'join',
  'connectTransport',
  'watch',
  'resume',
  'pause',
  'layer',
  'unwatch',
  'renew',
  'restartIce',
  'turn',
  'ping',
];
const rubbish: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['a text', 'join'],
  ['an array', []],
  ['an unknown field', { surprise: true }],
  ['a deep object', JSON.parse('{"a":'.repeat(200) + '1' + '}'.repeat(200))],
  ['octets', Buffer.from([1, 2, 3])],
];

describe('signalling', () => {
  it.each(messages)('answers every unparseable %s with a code and goes on', async (message) => {
    const viewer = await rig.viewer(sfu);
    for (const [, payload] of rubbish) {
      expect(await viewer.say(message, payload)).toEqual({ ok: false, code: 'unparseable' });
    }
    expect(await viewer.say('ping', {})).toMatchObject({ ok: true });
  });

  it('counts what it refused', async () => {
    expect(await rig.text(sfu, '/metrics')).toMatch(
      /truc_sfu_refusals_total\{message="watch",code="unparseable"\} \d+/,
    );
  });

  it('needs a join before anything that concerns cameras', async () => {
    const viewer = await rig.viewer(sfu);
    const viewings = ['3b241101-e2bb-4255-8caf-4136c566a962'];
    expect(await viewer.say('resume', { viewings })).toEqual({ ok: false, code: 'not_joined' });
    expect(await viewer.say('restartIce', { inUse: 'x' })).toEqual({ ok: false, code: 'not_joined' });
    expect(await viewer.say('watch', { grants: ['x'], rtpCapabilities: {} })).toEqual({
      ok: false,
      code: 'not_joined',
    });
  });

  it('refuses another version of the contract by name', async () => {
    const viewer = await rig.viewer(sfu);
    const answer = await viewer.say('join', { v: 1, display: testDisplay, more: 1 });
    expect(answer).toEqual({ ok: false, code: 'unsupported_version' });
  });

  it('refuses transport parameters that mediasoup cannot use', async () => {
    const viewer = await rig.viewer(sfu);
    await viewer.join();
    const fingerprints = [{ algorithm: 'sha-256', value: '00:11' }];
    expect(await viewer.say('connectTransport', { dtlsParameters: { fingerprints: [] } })).toMatchObject({
      ok: false,
    });
    expect(
      await viewer.say('connectTransport', { dtlsParameters: { role: 'sideways', fingerprints } }),
    ).toEqual({
      ok: false,
      code: 'unparseable',
    });
    expect(await viewer.say('watch', { grants: ['x'], rtpCapabilities: { codecs: 'all' } })).toEqual({
      ok: false,
      code: 'unparseable',
    });
  });

  it('slows down a socket that floods it, and serves the others', async () => {
    const [flood, other] = [await rig.viewer(sfu), await rig.viewer(sfu)];
    const answers = await Promise.all(Array.from({ length: 400 }, () => flood.say('ping', {})));
    expect(answers.filter((answer) => !answer.ok).map((answer) => !answer.ok && answer.code)).toContain(
      'too_many_requests',
    );
    expect(await other.say('ping', {})).toMatchObject({ ok: true });
  });

  it('carries a session on over a new socket, for the display that joined it', async () => {
    const first = await rig.viewer(sfu);
    const { session } = await first.join();
    first.socket.disconnect();
    const thief = await rig.viewer(sfu);
    expect(await thief.join('display-of-a-thief', { resume: session })).toMatchObject({ resumed: false });
    const second = await rig.viewer(sfu);
    expect(await second.join(testDisplay, { resume: session })).toMatchObject({ resumed: true, session });
  });

  it('lets no page of another origin in', async () => {
    const url = `http://127.0.0.1:${sfu.port}`;
    const socket = io(url, {
      path: '/sfu',
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { origin: 'https://elsewhere.example' },
    });
    await expect(
      new Promise<void>((resolve, reject) => {
        socket.once('connect', () => resolve());
        socket.once('connect_error', reject);
      }),
    ).rejects.toThrow();
    socket.disconnect();
  });

  it('closes a WebSocket on a path that nobody serves', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${sfu.port}/elsewhere`);
    await new Promise<void>((resolve) => socket.addEventListener('error', () => resolve(), { once: true }));
    expect(socket.readyState).not.toBe(WebSocket.OPEN);
  });

  it('refuses control to whoever does not know the secret', async () => {
    const control = await rig.control(sfu, 'a-guess-that-is-as-long-as-the-secret-is-0');
    const error = await new Promise<Error>((resolve) => control.socket.once('connect_error', resolve));
    expect(error.message).toBe('control_secret_wrong');
  });

  it('says that it lives and that it is ready', async () => {
    expect(await rig.text(sfu, '/healthz')).toBe('ok\n');
    expect(await rig.text(sfu, '/readyz')).toBe('ready\n');
  });
});
