import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createCameraIngest } from './camera-ingest.ts';
import type { CameraIngest, CameraIngestOptions } from './camera-ingest.ts';
import type { IngestState } from './ingest-state.ts';
import { readPackets } from './testing/pipeline-rig.ts';
import { createScriptedCamera, silence } from './testing/scripted-camera.ts';
import type { ScriptedCamera } from './testing/scripted-camera.ts';

/** All deadlines of the ingest pass ten times as fast. */
const speed = 10;
const password = 'Bí-mật-42';
const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const run of cleanUp.splice(0).reverse()) await run();
});

type Rig = {
  readonly ingest: CameraIngest;
  readonly states: IngestState[];
  readonly packets: Buffer[];
  readonly written: string[];
  /** The next state, past or to come, that the test has not looked at yet. */
  nextState(): Promise<IngestState>;
};

function watchCamera(port: number, options: Partial<CameraIngestOptions> = {}): Rig {
  const states: IngestState[] = [];
  const packets: Buffer[] = [];
  const written: string[] = [];
  let wake = () => {};
  let looked = 0;
  const write = (fields: unknown, message: string) => void written.push(JSON.stringify([fields, message]));
  const ingest = createCameraIngest({
    url: `rtsp://127.0.0.1:${port}/geheim/live`,
    username: 'guard',
    password,
    clock: { now: () => Date.now(), monotonic: () => performance.now() * speed },
    timers: {
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs / speed);
        return () => clearTimeout(timer);
      },
    },
    random: { next: () => 0.5 },
    log: { info: write, warn: write },
    onPacket: (packet) => packets.push(packet),
    onRtcp: () => {},
    onState(state) {
      states.push(state);
      wake();
    },
    ...options,
  });
  cleanUp.push(() => ingest.close());
  ingest.start();
  async function nextState(): Promise<IngestState> {
    while (states.length <= looked) await new Promise<void>((resolve) => (wake = resolve));
    looked += 1;
    const state = states[looked - 1];
    if (!state) throw new Error('a state is there');
    return state;
  }
  return { ingest, states, packets, written, nextState };
}

async function scriptedCamera(): Promise<ScriptedCamera> {
  const camera = await createScriptedCamera();
  cleanUp.push(() => camera.close());
  return camera;
}

it('shows a good camera, with the size of its picture', async () => {
  const camera = await scriptedCamera();
  const rig = watchCamera(camera.port);
  expect(rig.ingest.state().state).toBe('connecting');
  expect(await rig.nextState()).toMatchObject({ state: 'live', width: 640, height: 360, conditions: [] });
  expect(rig.ingest.gop.frames()[0]?.isKeyframe).toBe(true);
});

it('[video 5.5, 5.6] shows a camera that rebooted as the same stream, without a gap, soon after its port answers', async () => {
  const camera = await scriptedCamera();
  const rig = watchCamera(camera.port);
  await rig.nextState();
  camera.reboot();
  expect(await rig.nextState()).toMatchObject({ state: 'no_signal', reason: 'closed_by_camera' });
  expect(await rig.nextState()).toMatchObject({ state: 'live' });
  const read = readPackets(rig.packets);
  expect(new Set(read.map(({ ssrc }) => ssrc)).size).toBe(1);
  read.slice(1).forEach((packet, at) => {
    expect((packet.sequence - (read[at]?.sequence ?? 0)) & 0xffff).toBe(1);
    expect((packet.timestamp - (read[at]?.timestamp ?? 0)) | 0).toBeGreaterThan(0);
  });
  expect(rig.ingest.counters().reconnects).toBe(1);
});

it('[video 4G] calls a silent camera stale, then stalled, and comes back to it', async () => {
  const camera = await scriptedCamera();
  const rig = watchCamera(camera.port);
  await rig.nextState();
  camera.stream(false);
  expect(await rig.nextState()).toMatchObject({ state: 'stale' });
  expect(await rig.nextState()).toMatchObject({ state: 'no_signal', reason: 'stalled' });
  camera.stream(true);
  expect(await rig.nextState()).toMatchObject({ state: 'live' });
});

it('calls a closed port unreachable, and finds the camera when the port opens', async () => {
  const camera = await createScriptedCamera();
  await camera.close();
  const rig = watchCamera(camera.port);
  expect(await rig.nextState()).toMatchObject({ state: 'no_signal', reason: 'unreachable' });
  const server = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(camera.port, '127.0.0.1', resolve));
  cleanUp.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  expect(await rig.nextState()).toMatchObject({ state: 'no_signal', reason: 'protocol_error' });
});

it.each([
  ['garbage', Buffer.from('\x00\xff garbage', 'latin1'), 'protocol_error'],
  ['a head without end', Buffer.alloc(40_000, 'A'), 'protocol_error'],
  ['404', '404 Not Found\r\n\r\n', 'not_found'],
  ['a text that is no SDP', '200 OK\r\nContent-Length: 5\r\n\r\nhallo', 'protocol_error'],
  ['nothing', silence, 'timeout'],
  ['a redirect to another host', '302 Moved\r\nLocation: rtsp://10.9.9.9/inside\r\n\r\n', 'redirect_refused'],
  ['a redirect to another protocol', '302 Moved\r\nLocation: http://127.0.0.1/\r\n\r\n', 'redirect_refused'],
] as const)('names a camera that answers %s, once, without its address', async (_name, answer, reason) => {
  const camera = await scriptedCamera();
  camera.script(({ method }) => (method === 'DESCRIBE' ? answer : undefined));
  const rig = watchCamera(camera.port);
  expect(await rig.nextState()).toMatchObject({ state: 'no_signal', reason });
  if (reason !== 'redirect_refused') {
    await new Promise<void>((resolve) => {
      camera.script((request) => {
        if (request.method === 'DESCRIBE') resolve();
        return request.method === 'DESCRIBE' ? answer : undefined;
      });
    });
  }
  expect(rig.states).toHaveLength(1);
  expect(rig.written).toHaveLength(1);
  expect(rig.written.join()).not.toMatch(/127\.0\.0\.1|10\.9\.9\.9|geheim|guard|Bí-mật/);
});

it('[video 5.11] names the codec of a camera that sends no H.264', async () => {
  const camera = await scriptedCamera();
  const body = 'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H265/90000\r\n';
  const answer = `200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  camera.script(({ method }) => (method === 'DESCRIBE' ? answer : undefined));
  const rig = watchCamera(camera.port);
  expect(await rig.nextState()).toMatchObject({
    state: 'no_signal',
    reason: 'unsupported_codec',
    codec: 'H265',
  });
});

it('waits half a minute before it tries refused credentials again', async () => {
  const camera = await scriptedCamera();
  const challenge = '401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="1"\r\n\r\n';
  camera.script(({ method }) => (method === 'DESCRIBE' ? challenge : undefined));
  const delays: number[] = [];
  const rig = watchCamera(camera.port, {
    timers: {
      after(delayMs, run) {
        delays.push(delayMs);
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
  });
  expect(await rig.nextState()).toMatchObject({ state: 'no_signal', reason: 'auth_refused' });
  expect(delays.at(-1)).toBeGreaterThanOrEqual(30_000);
  expect(camera.requests.filter(({ text }) => text.includes('Authorization'))).toHaveLength(1);
});

it('follows a redirect within the camera, three times at most', async () => {
  const camera = await scriptedCamera();
  const location = `302 Moved\r\nLocation: rtsp://127.0.0.1:${camera.port}/other\r\n\r\n`;
  camera.script(({ method, url }) => (method === 'DESCRIBE' && url.endsWith('/live') ? location : undefined));
  expect(await watchCamera(camera.port).nextState()).toMatchObject({ state: 'live' });
  const connections = camera.connections();
  camera.script(({ method }) => (method === 'DESCRIBE' ? location : undefined));
  expect(await watchCamera(camera.port).nextState()).toMatchObject({
    state: 'no_signal',
    reason: 'redirect_refused',
  });
  expect(camera.connections() - connections).toBe(4);
});

it('ends its session at the camera when it is closed, and says nothing more', async () => {
  const camera = await scriptedCamera();
  const rig = watchCamera(camera.port);
  await rig.nextState();
  const goodbye = new Promise<string>((resolve) => {
    camera.script((request) => {
      if (request.method === 'TEARDOWN') resolve(request.text);
      return undefined;
    });
  });
  rig.ingest.close();
  const sent = rig.packets.length;
  expect(await goodbye).toContain('Session: 42');
  expect(rig.packets).toHaveLength(sent);
  expect(rig.states).toHaveLength(1);
});

it('does not start with an address that is none, and does not repeat it', async () => {
  const rig = watchCamera(1, { url: 'http://guard:pw@127.0.0.1/geheim' });
  expect(await rig.nextState()).toMatchObject({ state: 'no_signal', reason: 'unreachable' });
  expect(rig.written.join()).not.toMatch(/127\.|geheim|pw@/);
});
