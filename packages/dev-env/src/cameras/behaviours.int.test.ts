import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { goodBehaviour } from './camera-spec.ts';
import { createCameraServer } from './rtsp-camera-server.ts';
import { RtspViewer } from './testing/rtsp-viewer.ts';
import { encodingTimeoutMs, loopsFolder, probe } from './testing/run.ts';
import type { CameraSpec } from './camera-spec.ts';
import type { CameraServer } from './rtsp-camera-server.ts';

const user = { username: 'viewer', password: 'secret' };
const cameras = [
  { path: 'cam', loop: 'corridor-a-small-gop1', ...user },
  { path: 'other', loop: 'gate-day-medium-gop1', ...user },
] satisfies CameraSpec[];

let server: CameraServer;
let viewer: RtspViewer;

const typeOf = (payload: Buffer): number => (payload[0] ?? 0) & 0x1f;

beforeAll(async () => {
  server = await createCameraServer({ port: 0, loops: await loopsFolder(), cameras });
}, encodingTimeoutMs);
afterAll(() => server.close());
beforeEach(async () => {
  viewer = await RtspViewer.connect(server.urlOf('cam'));
});
afterEach(() => {
  viewer.close();
  server.setBehaviour('cam', goodBehaviour);
});

describe('a camera that goes away', () => {
  it('kill ends its connections, and whoever asks again is cut off', async () => {
    await viewer.play();
    server.kill('cam');
    await viewer.closed;
    const again = await RtspViewer.connect(server.urlOf('cam'));
    await expect(again.request('DESCRIBE')).rejects.toThrow('ended the connection');
    expect(await probe(server.urlOf('other'))).toBe('h264,640,360');
  });

  it('kill with not_found answers 404, and revive brings it back', async () => {
    server.kill('cam', 'not_found');
    expect((await viewer.request('DESCRIBE')).status).toBe(404);
    server.revive('cam');
    expect((await viewer.request('DESCRIBE')).status).toBe(200);
  });

  it('restart ends connections; the next one has a new SSRC, sequence and time', async () => {
    await viewer.play();
    const [before] = await viewer.packets(1);
    server.restart('cam');
    await viewer.closed;
    const again = await RtspViewer.connect(server.urlOf('cam'));
    await again.play();
    const [after] = await again.packets(1);
    expect(after?.ssrc).not.toBe(before?.ssrc);
    expect(after?.timestamp).not.toBe(before?.timestamp);
    again.close();
  });

  it('restart with keepConnections changes them in the middle of the stream, at a keyframe', async () => {
    await viewer.play();
    const [before] = await viewer.packets(1);
    server.restart('cam', { keepConnections: true });
    const after = await viewer.packetThat(({ ssrc }) => ssrc !== before?.ssrc);
    expect(typeOf(after.payload)).toBe(24);
  });

  it('closeAfterPlayMs ends the connection after PLAY', async () => {
    server.setBehaviour('cam', { closeAfterPlayMs: 50 });
    await viewer.play();
    await viewer.closed;
  });
});

describe('a camera that sends the wrong thing', () => {
  it('stall sends nothing, answers on, and resumes where it stopped', async () => {
    await viewer.play();
    const [before] = await viewer.packets(1);
    server.setBehaviour('cam', { stall: true });
    const { packets } = server.stats().cam ?? {};
    // A neighbour's pictures count the time in which this camera would have sent some.
    const neighbour = await RtspViewer.connect(server.urlOf('other'));
    await neighbour.play();
    await neighbour.packets(30);
    neighbour.close();
    expect((await viewer.request('GET_PARAMETER')).status).toBe(200);
    expect(server.stats().cam?.packets).toBe(packets);
    server.setBehaviour('cam', { stall: false });
    const [after] = await viewer.packets(1);
    expect(after?.ssrc).toBe(before?.ssrc);
  });

  it('garbage in a response is no RTSP', async () => {
    server.setBehaviour('cam', { garbage: 'response' });
    const noise = once(viewer.events, 'noise');
    viewer.request('DESCRIBE').catch(() => undefined);
    await noise;
  });

  it('garbage in the framing comes after a good PLAY', async () => {
    server.setBehaviour('cam', { garbage: 'interleaved' });
    const noise = once(viewer.events, 'noise');
    await viewer.play();
    await noise;
  });

  it('garbage in the payload keeps RTP in order', async () => {
    server.setBehaviour('cam', { garbage: 'payload' });
    await viewer.play();
    const [first, second] = await viewer.packets(2);
    expect(second?.sequence).toBe(((first?.sequence ?? 0) + 1) & 0xffff);
    expect(second?.ssrc).toBe(first?.ssrc);
  });

  it.each([
    ['h265', 'a=rtpmap:96 H265/90000'],
    ['mjpeg', 'a=rtpmap:26 JPEG/90000'],
  ] as const)('codec %s is announced and cuts off those who watched', async (codec, line) => {
    await viewer.play();
    server.setBehaviour('cam', { codec });
    await viewer.closed;
    const again = await RtspViewer.connect(server.urlOf('cam'));
    expect((await again.request('DESCRIBE')).body).toContain(line);
    again.close();
  });

  it('paramSetsOnlyInSdp sends keyframes without SPS and PPS', async () => {
    server.setBehaviour('cam', { paramSetsOnlyInSdp: true });
    expect((await viewer.request('DESCRIBE')).body).toContain('sprop-parameter-sets=');
    await viewer.play();
    const types = (await viewer.packets(15)).map(({ payload }) => typeOf(payload));
    expect(types.filter((type) => [7, 8, 24].includes(type))).toEqual([]);
    expect(await probe(server.urlOf('cam'))).toBe('h264,320,180');
  });

  it('noSprop leaves the SDP without them', async () => {
    server.setBehaviour('cam', { noSprop: true });
    expect((await viewer.request('DESCRIBE')).body).not.toContain('sprop');
    expect(await probe(server.urlOf('cam'))).toBe('h264,320,180');
  });

  it('stapA and mtuBytes change the packets of a running stream', async () => {
    await viewer.play();
    server.setBehaviour('cam', { stapA: false, mtuBytes: 200 });
    const packets = await viewer.packets(40);
    const types = new Set(packets.map(({ payload }) => typeOf(payload)));
    expect([7, 8, 28].every((type) => types.has(type))).toBe(true);
    expect(packets.slice(-20).every(({ payload }) => payload.length <= 188)).toBe(true);
  });
});

describe('a camera with a bad clock', () => {
  it('noSr sends no reports', async () => {
    server.setBehaviour('cam', { noSr: true });
    let reports = 0;
    viewer.events.on('rtcp', () => (reports += 1));
    await viewer.play();
    await viewer.packets(12);
    expect(reports).toBe(0);
  });

  it('timestampJumpMs moves the RTP time once, backwards too', async () => {
    await viewer.play();
    const [before] = await viewer.packets(1);
    server.setBehaviour('cam', { timestampJumpMs: -10_000 });
    const [after] = (await viewer.packets(20)).slice(-1);
    const moved = ((after?.timestamp ?? 0) - (before?.timestamp ?? 0)) | 0;
    expect(moved).toBeGreaterThan(-900_000);
    expect(moved).toBeLessThan(-900_000 + 10 * 90_000);
    expect(Math.abs(moved % 18_000)).toBe(0);
  });

  it('duplicateTimestamps gives two pictures one time', async () => {
    server.setBehaviour('cam', { duplicateTimestamps: true });
    await viewer.play();
    const pictures = (await viewer.packets(30)).filter((packet) => packet.marker);
    const times = new Set(pictures.map((packet) => packet.timestamp));
    expect(times.size).toBeLessThanOrEqual(Math.ceil(pictures.length / 2) + 1);
  });
});

describe('a camera that is awkward to reach', () => {
  it('refuseAuth refuses even the right password', async () => {
    server.setBehaviour('cam', { refuseAuth: true });
    expect((await viewer.request('DESCRIBE')).status).toBe(401);
  });

  it('redirect sends the viewer to another camera', async () => {
    server.setBehaviour('cam', { redirect: 'other' });
    const { status, headers } = await viewer.request('DESCRIBE');
    expect(status).toBe(302);
    expect(headers.get('location')).toBe(server.urlOf('other', { withCredentials: false }));
  });

  it('slowDescribeMs holds DESCRIBE back, and the requests after it in order', async () => {
    server.setBehaviour('cam', { slowDescribeMs: 300 });
    const startedAt = performance.now();
    await viewer.request('DESCRIBE');
    expect(performance.now() - startedAt).toBeGreaterThan(290);
  });

  it('names a camera that is not there', () => {
    expect(() => server.kill('nobody')).toThrow('no simulated camera nobody');
  });
});
