import { connect } from 'node:net';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signallingErrors, upMessages } from '@truc/media/signalling';
import type { UpMessage } from '@truc/media/signalling';
import type { Sfu } from '../src/index.ts';
import { createScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import type { ScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import { arbitraryOf, mutated } from './arbitrary-of.ts';
import { SfuRig } from './sfu-rig.ts';
import type { TestViewer } from './sfu-rig.ts';

let camera: ScriptedCamera;
let rig: SfuRig;
let sfu: Sfu;
/** Watches all the while. */
let neighbour: TestViewer;
let watched: string;
let stranger: TestViewer;

beforeAll(async () => {
  camera = await createScriptedCamera();
  rig = await SfuRig.create({ 'cam-1': `rtsp://127.0.0.1:${camera.port}/live` });
  const limits = { ...rig.config.limits, messagesPerSecond: 1e6, messageBurst: 1e6 };
  sfu = await rig.start({ limits, logLevel: 'error' });
  neighbour = await rig.viewer(sfu);
  await neighbour.join('display-of-the-neighbour');
  const grant = await rig.sign({ display: 'display-of-the-neighbour', lifeSeconds: 600 });
  watched = (await neighbour.watchOne(grant)).viewing;
  stranger = await rig.viewer(sfu);
  await stranger.join();
});
afterAll(async () => {
  await rig.close();
  await camera.close();
});

const messages = (Object.keys(upMessages) as UpMessage[]).filter((message) => message !== 'join');
const runs = 120;

async function expectUndisturbed(): Promise<void> {
  expect(await neighbour.say('pause', { viewings: [watched] })).toEqual({ ok: true, value: {} });
  expect(await neighbour.say('ping', {})).toMatchObject({ ok: true });
}

async function expectNamed(viewer: TestViewer, message: UpMessage, payload: unknown): Promise<void> {
  const answer = await viewer.say(message, payload);
  if (answer.ok) return;
  expect(signallingErrors).toContain(answer.code);
  expect(answer.code).not.toBe('internal');
}

describe('signalling under what strangers send', () => {
  it.each(messages)(
    'answers every %s that is right in its form with an answer or a named code',
    async (message) => {
      await fc.assert(
        fc.asyncProperty(arbitraryOf(upMessages[message].request), (payload) =>
          expectNamed(stranger, message, payload),
        ),
        { numRuns: runs },
      );
      await expectUndisturbed();
    },
  );

  it.each(messages)('answers every %s with one thing wrong in it by a named code', async (message) => {
    await fc.assert(
      fc.asyncProperty(mutated(arbitraryOf(upMessages[message].request)), (payload) =>
        expectNamed(stranger, message, payload),
      ),
      { numRuns: runs },
    );
    await expectUndisturbed();
  });

  it('answers every join with one thing wrong in it by a named code, and opens no session for it', async () => {
    const before = sfu.serialize().sessions.length;
    await fc.assert(
      fc.asyncProperty(mutated(arbitraryOf(upMessages.join.request)), async (payload) => {
        const viewer = await rig.viewer(sfu);
        const answer = await viewer.say('join', payload);
        if (!answer.ok) expect(['unparseable', 'unsupported_version']).toContain(answer.code);
        viewer.socket.disconnect();
      }),
      { numRuns: 40 },
    );
    await expect.poll(() => sfu.serialize().sessions.length).toBeLessThanOrEqual(before + 40);
    await expectUndisturbed();
  });

  it('refuses a grant in which any one letter was changed', async () => {
    const grant = await rig.sign();
    await fc.assert(
      fc.asyncProperty(
        // The last letter of a signature has bits that mean nothing.
        fc.nat({ max: grant.length - 2 }),
        fc.constantFrom('A', 'b', '7', '-', '.', ' ', 'ế'),
        async (at, letter) => {
          fc.pre(grant[at] !== letter);
          const forged = grant.slice(0, at) + letter + grant.slice(at + 1);
          expect(await stranger.refusal(forged)).toBe('grant_invalid');
        },
      ),
      { numRuns: runs },
    );
  });

  it('listens to no event that is not of the contract', async () => {
    for (const event of ['disconnecting', 'error', 'constructor', '__proto__', 'serverWatch'])
      await expect(stranger.socket.timeout(50).emitWithAck(event, {})).rejects.toThrow();
    expect(await stranger.say('ping', {})).toMatchObject({ ok: true });
  });

  it('hangs up on a message that is too long, and on nobody else', async () => {
    const viewer = await rig.viewer(sfu);
    const gone = once(viewer.socket as unknown as NodeJS.EventEmitter, 'disconnect');
    viewer.socket.emit('watch', { grants: ['x'.repeat(300_000)], rtpCapabilities: {} });
    await gone;
    await expectUndisturbed();
  });

  it('serves others while many begin a message and never end it', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const socket = connect(sfu.port, '127.0.0.1');
        await once(socket, 'connect');
        const key = Buffer.alloc(16).toString('base64');
        socket.write(
          `GET /sfu/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
        );
        await once(socket, 'data');
        // A frame of 200,000 octets, of which eight come.
        socket.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 3, 0x0d, 0x40, 1, 2, 3, 4, 5, 6, 7, 8]));
        return socket;
      }),
    );
    await expectUndisturbed();
    for (const socket of sockets) socket.destroy();
  });

  it('keeps its memory through a flood of messages with one thing wrong in each', async () => {
    const payloads = fc.sample(mutated(arbitraryOf(upMessages.watch.request)), 200);
    const flood = async () => {
      for (const payload of payloads) await stranger.say('watch', payload);
    };
    await flood();
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < 5; round += 1) await flood();
    globalThis.gc?.();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 2 ** 20);
    await expectUndisturbed();
  });
});
