/**
 * Entry point for the bench `viewers-per-core`: one worker with `cameras` Producers fed as the rooms feed theirs, and `viewers`
 * Consumers, each on an SRTP transport of its own to `sink` (`{"cameras","viewers","kbps","sink":{"ip","ports"}}` on standard
 * input). The first ports of the list get one viewer each, the last one all others. `measure` as IPC message answers with
 * what was sent so far.
 */
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { types } from 'mediasoup';
import { pino } from 'pino';
import * as v from 'valibot';
import { systemTimers } from '../src/context/system-ports.ts';
import { RtpFeed } from '../src/rooms/rtp-feed.ts';
import { MediaWorker } from '../src/workers/media-worker.ts';
import { RatedPictures } from './rated-pictures.ts';

const AskedSchema = v.object({
  cameras: v.number(),
  viewers: v.number(),
  kbps: v.number(),
  sink: v.object({ ip: v.string(), ports: v.array(v.number()) }),
});
const asked = v.parse(AskedSchema, JSON.parse(await text(process.stdin)));
const worker = await MediaWorker.create({
  index: 0,
  addresses: [{ ip: '127.0.0.1' }],
  port: 0,
  ...(process.env.MEDIASOUP_WORKER_BIN === undefined ? {} : { workerBin: process.env.MEDIASOUP_WORKER_BIN }),
  log: pino({ level: 'error' }),
  onDied: () => process.exit(1),
});
const { router } = worker.main;

const feeds = await Promise.all(
  Array.from({ length: asked.cameras }, async () =>
    RtpFeed.create({
      transport: await router.createDirectTransport(),
      timers: systemTimers,
      onKeyframeWanted: () => {},
    }),
  ),
);
const pictures = feeds.map(() => new RatedPictures({ kbps: asked.kbps, framesPerSecond: 10, gopFrames: 20 }));

/** What browsers agree on with mediasoup: AES-256 in Galois counter mode, key and salt. */
const srtp = () => ({
  cryptoSuite: 'AEAD_AES_256_GCM' as const,
  keyBase64: randomBytes(44).toString('base64'),
});

const { ports } = asked.sink;
const transports: types.PlainTransport[] = [];
for (let viewer = 0; viewer < asked.viewers; viewer += 1) {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    enableSrtp: true,
    srtpCryptoSuite: 'AEAD_AES_256_GCM',
  });
  transports.push(transport);
  const port = ports[Math.min(viewer, ports.length - 1)] ?? 0;
  await transport.connect({ ip: asked.sink.ip, port, srtpParameters: srtp() });
  const feed = feeds[viewer % feeds.length];
  if (feed === undefined) throw new Error('no camera to watch');
  await transport.consume({ producerId: feed.producer.id, rtpCapabilities: router.rtpCapabilities });
}

let packets = 0;
const periodMs = 100;
/** Cameras do not send at the same moment. */
feeds.forEach((feed, at) => {
  setTimeout(
    () => {
      setInterval(() => {
        for (const packet of pictures[at]?.next() ?? []) {
          feed.send(packet);
          packets += 1;
        }
      }, periodMs);
    },
    (at * periodMs) / feeds.length,
  );
});

/** Octets of RTP that the worker sent to each viewer. */
async function sent(): Promise<number[]> {
  const stats = await Promise.all(transports.map((transport) => transport.getStats()));
  return stats.map(([each]) => each?.rtpBytesSent ?? 0);
}

process.on('message', () => {
  void sent().then((bytes) => process.send?.({ packets, bytes, workerPid: worker.pid }));
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: true });
