// Starts a worker through mediasoup itself and sends a packet of sound through it (a picture would have to be a real
// one): out of a transport that encrypts it by SRTP, into another that decrypts it, with each cipher that browsers
// choose from. A worker that was built against other libraries than upstream's has to show this before anyone uses it.
// usage: node try-worker.mjs <package.json of the package that depends on mediasoup> <worker binary>
import { createRequire } from 'node:module';

const [, , manifest = '', workerBin = ''] = process.argv;
const ciphers = [
  'AEAD_AES_256_GCM',
  'AEAD_AES_128_GCM',
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
];
const limitMs = 10_000;
const codec = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };
const loopback = { protocol: 'udp', ip: '127.0.0.1' };

const mediasoup = createRequire(manifest)('mediasoup');
const worker = await mediasoup.createWorker({ workerBin, logLevel: 'warn' });
const died = new Promise((resolve, reject) => worker.once('died', reject));
await Promise.race([tryAll(), died]);
worker.close();

async function tryAll() {
  const router = await worker.createRouter({ mediaCodecs: [{ kind: 'audio', ...codec }] });
  const browserSide = await router.createWebRtcTransport({ listenInfos: [loopback] });
  if (browserSide.dtlsParameters.fingerprints.length === 0) throw new Error('the worker has no certificate');
  for (const cipher of ciphers) await tryCipher(router, cipher);
}

/**
 * @param {any} router
 * @param {string} srtpCryptoSuite
 */
async function tryCipher(router, srtpCryptoSuite) {
  const options = { listenInfo: loopback, rtcpMux: true, enableSrtp: true, srtpCryptoSuite };
  const [from, to] = [await router.createPlainTransport(options), await router.createPlainTransport(options)];
  await from.connect({ ...addressOf(to), srtpParameters: to.srtpParameters });
  await to.connect({ ...addressOf(from), srtpParameters: from.srtpParameters });
  const ends = await router.createDirectTransport();
  const { rtpCapabilities } = router;
  const source = await ends.produce(soundFrom({ payloadType: 100, ssrc: 1111 }));
  const sent = await from.consume({ producerId: source.id, rtpCapabilities });
  const { payloadType } = sent.rtpParameters.codecs[0];
  const { ssrc } = sent.rtpParameters.encodings[0];
  const arrived = await to.produce(soundFrom({ payloadType, ssrc }));
  const sink = await ends.consume({ producerId: arrived.id, rtpCapabilities });
  const payload = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
  source.send(rtpPacket({ payloadType: 100, ssrc: 1111, payload }));
  const received = await firstPacket(sink, srtpCryptoSuite);
  if (!received.subarray(-payload.length).equals(payload))
    throw new Error(`${srtpCryptoSuite} changed a packet`);
  for (const transport of [from, to, ends]) transport.close();
}

/** @param {{ payloadType: number, ssrc: number }} stream */
function soundFrom({ payloadType, ssrc }) {
  return { kind: 'audio', rtpParameters: { codecs: [{ ...codec, payloadType }], encodings: [{ ssrc }] } };
}

/** @param {any} transport */
function addressOf({ tuple }) {
  return { ip: tuple.localAddress ?? tuple.localIp, port: tuple.localPort };
}

/** @param {{ payloadType: number, ssrc: number, payload: Buffer }} packet */
function rtpPacket({ payloadType, ssrc, payload }) {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(0x80 | payloadType, 1);
  header.writeUInt16BE(1, 2);
  header.writeUInt32BE(ssrc, 8);
  return Buffer.concat([header, payload]);
}

/**
 * @param {any} consumer
 * @param {string} cipher
 * @returns {Promise<Buffer>}
 */
function firstPacket(consumer, cipher) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`no packet came through with ${cipher}`)), limitMs).unref();
    consumer.once('rtp', resolve);
  });
}
