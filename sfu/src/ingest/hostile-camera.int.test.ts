import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createCameraIngest } from './camera-ingest.ts';
import type { CameraIngest } from './camera-ingest.ts';
import { ingestReasons } from './ingest-state.ts';
import { interleave, rtpPacket, slice } from './testing/rtp-samples.ts';
import { createScriptedCamera } from './testing/scripted-camera.ts';

/** The good camera sends a picture each 5 ms. What passes for a gap is what an operator would see. */
const longestGapMs = 200;
const watchedMs = 1_200;

const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const run of cleanUp.splice(0).reverse()) await run();
});

type Written = { readonly reason?: string; readonly detail?: string };

function open(port: number, onFrame: () => void, written: Written[] = []): CameraIngest {
  const write = (fields: unknown) => void written.push(fields as Written);
  const ingest = createCameraIngest({
    url: `rtsp://127.0.0.1:${port}/live`,
    username: 'guard',
    password: 'x',
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    timers: {
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
    // It comes back as soon as it may.
    random: { next: () => 0 },
    log: { info: write, warn: write },
    onPacket: () => {},
    onRtcp: () => {},
    onState: () => {},
    onFrameClock: onFrame,
  });
  cleanUp.push(() => ingest.close());
  ingest.start();
  return ingest;
}

/** Answers every question with the same octets, and goes on with others for as long as they are taken. */
async function hostileCamera(answer: string, more: () => Buffer | undefined): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    const pour = (): void => {
      for (;;) {
        const octets = more();
        if (octets === undefined || socket.destroyed) return;
        if (!socket.write(octets)) return void socket.once('drain', pour);
      }
    };
    socket.on('data', (chunk) => {
      const cseq = /CSeq: (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? '1';
      socket.write(answer.replace('\r\n', `\r\nCSeq: ${cseq}\r\n`), 'latin1', pour);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

const body = (text: string) => `RTSP/1.0 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
const fill = (line: string) => line.repeat(Math.floor((256 * 1024) / line.length));
const ready = body('v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n').replace(
  '\r\n',
  '\r\nSession: 1\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n',
);
const tiny = Buffer.concat(
  Array.from({ length: 4_000 }, () =>
    interleave(0, rtpPacket(Buffer.from([0x41]), { sequence: 1, timestamp: 1 })),
  ),
);
const large = interleave(0, rtpPacket(slice(1, { length: 60_000 }), { sequence: 1, timestamp: 1 }));

it.each([
  ['rtpmap lines without end', body(fill('m=video 0 RTP/AVP 96 97 98\r\na=rtpmap:1 X/1\r\n')), undefined],
  ['payload types without end', body(fill(`m=video 0 RTP/AVP ${'96 '.repeat(300)}\r\n`)), undefined],
  [
    'a challenge of letters',
    `RTSP/1.0 401 No\r\nWWW-Authenticate: Digest ${'a'.repeat(15_000)}\r\n\r\n`,
    undefined,
  ],
  ['headers without end', `RTSP/1.0 200 OK\r\n`, Buffer.from('X: y\r\n'.repeat(200))],
  [
    'questions without end',
    'RTSP/1.0 200 OK\r\n\r\n',
    Buffer.from('OPTIONS * RTSP/1.0\r\n\r\n'.repeat(2_000)),
  ],
  ['line ends without end', 'RTSP/1.0 200 OK\r\n\r\n', Buffer.alloc(60_000, '\r\n')],
  ['tiny packets without end', ready, tiny],
  ['large packets without end', ready, large],
])(
  'a camera that sends %s ends with a name, and its neighbour shows every picture',
  async (_name, answer, more) => {
    const good = await createScriptedCamera();
    cleanUp.push(() => good.close());
    let last = 0;
    let longest = 0;
    let frames = 0;
    let begun = () => {};
    const isShown = new Promise<void>((resolve) => (begun = resolve));
    open(good.port, () => {
      const now = performance.now();
      if (frames > 0) longest = Math.max(longest, now - last);
      last = now;
      frames += 1;
      begun();
    });
    await isShown;
    const written: Written[] = [];
    open(await hostileCamera(answer, () => more), () => {}, written);
    await new Promise((resolve) => setTimeout(resolve, watchedMs));
    expect(longest).toBeLessThan(longestGapMs);
    expect(written.length).toBeGreaterThan(0);
    for (const { reason, detail } of written) {
      expect(ingestReasons).toContain(reason);
      expect(detail).toMatch(/^[a-z0-9_]{1,40}$/);
    }
  },
);
