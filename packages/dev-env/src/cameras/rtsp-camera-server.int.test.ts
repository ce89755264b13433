import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCameraServer } from './rtsp-camera-server.ts';
import { RtspViewer } from './testing/rtsp-viewer.ts';
import { decode, encodingTimeoutMs, loopsFolder, probe } from './testing/run.ts';
import type { CameraSpec } from './camera-spec.ts';
import type { RtpPacket } from './testing/rtsp-viewer.ts';
import type { CameraServer } from './rtsp-camera-server.ts';

const user = { username: 'người xem', password: 'p@ss:wörd/1' };
const cameras = [
  { path: 'small', loop: 'corridor-a-small-gop1', ...user },
  { path: 'small-sdp', loop: 'gate-night-small-gop4-sdp', ...user },
  { path: 'large', loop: 'gate-day-large-gop2', ...user },
  { path: 'high', loop: 'court-day-medium-high', ...user },
  { path: 'slices', loop: 'reception-medium-slices', ...user },
  { path: 'big', loop: 'gate-day-medium-big-nals', ...user, behaviour: { mtuBytes: 60_000 } },
  { path: 'single', loop: 'court-dusk-small-gop1', ...user, behaviour: { stapA: false, mtuBytes: 300 } },
  { path: 'h265', loop: 'corridor-a-medium-h265', ...user },
  { path: 'basic', loop: 'fence-day-small-gop1', ...user, auth: ['basic'] },
  { path: 'sha256', loop: 'fence-day-small-gop1', ...user, auth: ['digest-sha256'] },
  { path: 'stale', loop: 'fence-day-small-gop1', ...user, nonceLifetimeMs: 0 },
  { path: 'long-gop', loop: 'corridor-a-small-gop4-sdp', ...user, behaviour: { midGopStart: true } },
] satisfies CameraSpec[];

let server: CameraServer;

/** Of the slice in the packet, whole or a fragment. */
function isKeyframe({ payload }: RtpPacket): boolean {
  const type = (payload[0] ?? 0) & 0x1f;
  return (type === 28 ? (payload[1] ?? 0) & 0x1f : type) === 5;
}

beforeAll(async () => {
  server = await createCameraServer({ port: 0, loops: await loopsFolder(), cameras, sessionTimeoutMs: 2000 });
}, encodingTimeoutMs);
afterAll(() => server.close());

describe('seen by ffmpeg', () => {
  it.each([
    ['small', 'h264,320,180'],
    ['large', 'h264,1280,720'],
    ['high', 'h264,640,360'],
    ['h265', 'hevc,640,360'],
    ['basic', 'h264,320,180'],
  ])('%s is %s', async (path, expected) => expect(await probe(server.urlOf(path))).toBe(expected));

  it.each(['small', 'small-sdp', 'large', 'high', 'slices', 'big', 'single'])(
    'decodes %s without a complaint over TCP',
    async (path) =>
      expect(await decode(server.urlOf(path), 'tcp', 12)).toEqual({ exitCode: 0, stdout: '', stderr: '' }),
  );

  it.each(['small', 'small-sdp', 'high', 'slices'])('decodes %s without a complaint over UDP', async (path) =>
    expect(await decode(server.urlOf(path), 'udp', 12)).toEqual({ exitCode: 0, stdout: '', stderr: '' }),
  );

  it('goes round the seam of a loop without a complaint', async () => {
    expect(await decode(server.urlOf('small'), 'tcp', 75)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('refuses a wrong password', async () => {
    const url = new URL(server.urlOf('small'));
    url.password = 'wrong';
    expect(await probe(url.href)).toContain('401');
  });
});

describe('sessions', () => {
  it('refuses a request without credentials and an unknown camera', async () => {
    const viewer = await RtspViewer.connect(server.urlOf('small', { withCredentials: false }));
    expect((await viewer.requestOnce('DESCRIBE')).status).toBe(401);
    expect((await viewer.requestOnce('PLAY')).status).toBe(401);
    const stray = await RtspViewer.connect(`rtsp://127.0.0.1:${server.port}/nowhere`);
    expect((await stray.requestOnce('DESCRIBE')).status).toBe(404);
    viewer.close();
    stray.close();
  });

  it('accepts SHA-256 digest, and a new answer after a stale nonce', async () => {
    const viewer = await RtspViewer.connect(server.urlOf('sha256'));
    expect((await viewer.request('DESCRIBE')).status).toBe(200);
    const late = await RtspViewer.connect(server.urlOf('stale'));
    const refused = await late.request('DESCRIBE');
    expect(refused.headers.get('www-authenticate')).toContain('stale=true');
    viewer.close();
    late.close();
  });

  it('begins with a keyframe, counts on, and spaces its RTP times by the frame rate', async () => {
    const viewer = await RtspViewer.connect(server.urlOf('small'));
    const coming = viewer.packets(12);
    await viewer.play();
    const packets = await coming;
    expect((packets[0]?.payload[0] ?? 0) & 0x1f).toBe(24);
    const steps = packets
      .slice(1)
      .map((packet, at) => (packet.sequence - (packets[at]?.sequence ?? 0)) & 0xffff);
    expect(new Set(steps)).toEqual(new Set([1]));
    const times = [...new Set(packets.map((packet) => packet.timestamp))];
    const gaps = times.slice(1).map((time, at) => (time - (times[at] ?? 0)) >>> 0);
    expect(new Set(gaps)).toEqual(new Set([18_000]));
    viewer.close();
  });

  it('names in RTP-Info the first sequence number and time that follow', async () => {
    const viewer = await RtspViewer.connect(server.urlOf('small'));
    await viewer.request('DESCRIBE');
    await viewer.request('SETUP');
    const first = viewer.packets(1);
    const { headers } = await viewer.request('PLAY');
    const [packet] = await first;
    expect(headers.get('rtp-info')).toContain(`seq=${packet?.sequence};rtptime=${packet?.timestamp}`);
    viewer.close();
  });

  it('reports within a second of the same clock that stamps its pictures', async () => {
    const viewer = await RtspViewer.connect(server.urlOf('small'));
    const report = viewer.report();
    const coming = viewer.packets(1);
    await viewer.play();
    const [packet] = await coming;
    const bytes = await report;
    expect(bytes[1]).toBe(200);
    const ntpSeconds = bytes.readUInt32BE(8) - 2_208_988_800;
    expect(Math.abs(ntpSeconds - Date.now() / 1000)).toBeLessThan(3);
    expect((bytes.readUInt32BE(16) - (packet?.timestamp ?? 0)) >>> 0).toBeLessThan(45_000);
    viewer.close();
  });

  it('pauses, plays on, and tears down', async () => {
    const viewer = await RtspViewer.connect(server.urlOf('small'));
    await viewer.play();
    await viewer.packets(1);
    expect((await viewer.request('PAUSE')).status).toBe(200);
    expect(server.stats().small).toMatchObject({ sessions: 1, playing: 0 });
    expect((await viewer.request('PLAY')).status).toBe(200);
    await viewer.packets(1);
    expect((await viewer.request('TEARDOWN')).status).toBe(200);
    expect(server.stats().small?.sessions).toBe(0);
    expect((await viewer.request('PLAY')).status).toBe(454);
    viewer.close();
  });

  it('ends a session whose viewer sends no keep-alive, and keeps one that does', async () => {
    const silent = await RtspViewer.connect(server.urlOf('small'));
    const careful = await RtspViewer.connect(server.urlOf('small'));
    await silent.play();
    await careful.play();
    const keepAlive = setInterval(() => void careful.request('GET_PARAMETER').catch(() => undefined), 500);
    await silent.closed;
    expect((await careful.request('GET_PARAMETER')).status).toBe(200);
    clearInterval(keepAlive);
    careful.close();
  });

  it('may begin in the middle of a GOP, and gives a keyframe when asked for one', async () => {
    const viewer = await RtspViewer.connect(server.urlOf('long-gop'));
    const other = await RtspViewer.connect(server.urlOf('long-gop'));
    const nextPicture = (): Promise<RtpPacket> => viewer.packetThat(({ marker }) => marker);
    await viewer.play();
    server.requestKeyframe('long-gop');
    expect(isKeyframe(await nextPicture())).toBe(true);
    expect(isKeyframe(await nextPicture())).toBe(false);
    const coming = other.packets(1);
    await other.play();
    const [first] = await coming;
    expect(first !== undefined && isKeyframe(first)).toBe(false);
    viewer.close();
    other.close();
  });

  it('drops whole pictures of a viewer that does not read, and leaves its neighbours alone', async () => {
    const slow = await RtspViewer.connect(server.urlOf('big'));
    const quick = await RtspViewer.connect(server.urlOf('big'));
    const keepAlive = setInterval(() => slow.socket.write('OPTIONS * RTSP/1.0\r\nSession: ' + slow.session + '\r\n\r\n'), 500); // prettier-ignore
    await slow.play();
    slow.socket.pause();
    await quick.play();
    for (;;) {
      await quick.packets(1);
      void quick.request('GET_PARAMETER').catch(() => undefined);
      if ((server.stats().big?.framesDropped ?? 0) > 0) break;
    }
    clearInterval(keepAlive);
    slow.close();
    quick.close();
  });
});
