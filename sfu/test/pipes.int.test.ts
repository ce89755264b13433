import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CameraIdSchema, permitText, pipesEvent } from '@truc/media/signalling';
import type { NodePipes } from '@truc/media/signalling';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultLimits } from '../src/config/config.ts';
import type { Sfu } from '../src/index.ts';
import { createScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import type { ScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import { SfuRig } from './sfu-rig.ts';
import type { TestControl, TestViewer } from './sfu-rig.ts';

let camera: ScriptedCamera;
let rig: SfuRig;
let edge: Sfu;
let centre: Sfu;
let control: TestControl;

const until = () => Date.now() + 60_000;

beforeEach(async () => {
  camera = await createScriptedCamera();
  rig = await SfuRig.create({ 'cam-1': `rtsp://127.0.0.1:${camera.port}/live` });
  edge = await rig.start({ node: { name: 'edge-1', isEdge: true } });
  const { files } = rig.config;
  const own = (name: string) => join(files.facts, '..', 'centre', name);
  centre = await rig.start({
    node: { name: 'node-1', isEdge: false },
    limits: { ...defaultLimits, pipeLingerMs: 2_000, producerLingerMs: 100 },
    files: {
      ...files,
      ...{ cameras: own('cameras.sealed'), camerasKey: own('key'), facts: own('facts.jsonl') },
      ...{ keyframes: own('keyframes.json'), views: own('views.json') },
    },
  });
  control = await rig.control(centre);
  control.socket.on('beat', (_: unknown, answer: (said: object) => void) =>
    answer({ lifeMs: 4_000, revision: 1 }),
  );
  await control.connected;
});
afterEach(async () => {
  await rig.close();
  await camera.close();
});

/** As the server makes it from what it shares with the edge. */
async function permit(ends = until(), secret?: string): Promise<NodePipes['permit']> {
  const shared = secret ?? (await readFile(rig.config.files.controlSecret, 'utf8')).trim();
  const key = createHmac('sha256', shared)
    .update(permitText('node-1', 'edge-1', ends))
    .digest('base64url');
  return { until: ends, key };
}

const tell = (given: NodePipes['permit'], cameras = ['cam-1']) =>
  control.socket.emit(pipesEvent, {
    pipes: [{ node: 'edge-1', at: `http://127.0.0.1:${edge.port}`, permit: given, cameras }],
  });

async function watching(): Promise<{ readonly viewer: TestViewer; readonly viewing: string }> {
  const viewer = await rig.viewer(centre);
  await viewer.join();
  await expect
    .poll(() => centre.serialize().cameras.map((each) => each.camera))
    .toContain(v.parse(CameraIdSchema, 'cam-1'));
  return { viewer, viewing: (await viewer.watchOne(await rig.sign({ node: 'node-1' }))).viewing };
}

const pipesAtEdge = () =>
  edge
    .serialize()
    .cameras.flatMap(({ outlets }) => outlets)
    .filter((outlet) => 'pipe' in outlet).length;

describe('a camera of another node', () => {
  it('is fetched once while somebody watches it here, with its past, its clock and its state, and given back a while after the last', async () => {
    tell(await permit());
    expect(pipesAtEdge()).toBe(0);
    const { viewer, viewing } = await watching();
    const poster = await viewer.hear('poster');
    expect(Math.abs(Date.now() - poster.capturedMs)).toBeLessThan(30_000);
    await viewer.hear('cameraState', ({ state }) => state.state === 'live');
    const second = await watching();
    expect(pipesAtEdge()).toBe(1);
    expect(edge.serialize().sessions).toEqual([]);
    for (const each of [viewing, second.viewing]) await viewer.say('unwatch', { viewings: [each] });
    second.viewer.socket.disconnect();
    await expect.poll(pipesAtEdge, { timeout: 5_000 }).toBe(0);
    const started = control.received.filter(({ fact }) => fact.kind === 'viewing_started');
    expect(started).toHaveLength(2);
    expect(control.received.some(({ fact }) => fact.kind === 'camera_state')).toBe(false);
  });

  it('says that it cannot be reached when its node is gone, and is back with it', async () => {
    tell(await permit());
    const { viewer } = await watching();
    await viewer.hear('cameraState', ({ state }) => state.state === 'live');
    const { port } = edge;
    await edge.close();
    await viewer.hear('cameraState', ({ state }) => state.state === 'no_signal');
    edge = await rig.start({ node: { name: 'edge-1', isEdge: true }, port });
    const again = await watching();
    await again.viewer.hear('cameraState', ({ state }) => state.state === 'live');
    expect(pipesAtEdge()).toBe(1);
  });

  it('is no longer this node’s to fetch when the server says so, which ends its looks', async () => {
    tell(await permit());
    const { viewer, viewing } = await watching();
    tell(await permit(), []);
    const { cause } = await viewer.hear('viewingClosed', (closed) => closed.viewing === viewing);
    expect(cause).toBe('camera_moved');
    await expect.poll(pipesAtEdge).toBe(0);
  });

  it.each([
    ['a secret of another node', () => permit(until(), 'x'.repeat(43))],
    ['a permit that has ended', () => permit(Date.now() - 1)],
  ])('is not given to whoever shows %s', async (_, shown) => {
    tell(await shown());
    const { viewer } = await watching();
    await viewer.hear('cameraState', ({ state }) => state.state === 'no_signal');
    expect(pipesAtEdge()).toBe(0);
    expect(rig.logged.some((line) => line.includes('a node did not prove itself'))).toBe(true);
  });

  it('answers nobody who has not proven himself, and no browser', async () => {
    const open = (extra: object) =>
      io(`http://127.0.0.1:${edge.port}`, {
        path: '/pipe',
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        ...extra,
      });
    const refused = (socket: ReturnType<typeof io>) =>
      new Promise<string>((resolve) => socket.once('connect_error', ({ message }) => resolve(message)));
    expect(await refused(open({ auth: {} }))).toBe('hello_unreadable');
    const hello = { v: 1, node: 'node-1', until: until(), share: 'AAAA' };
    expect(await refused(open({ auth: hello, extraHeaders: { origin: 'http://evil' } }))).toContain('error');
    const socket = open({ auth: hello });
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    socket.once('challenge', (_: unknown, answer: (proof: object) => void) => {
      socket.emit('sealed', Buffer.from('{"is":"ask","id":1,"say":"ping","payload":{}}'));
      answer({ proof: 'x' });
    });
    expect(await gone).toBe('io server disconnect');
  });
});
