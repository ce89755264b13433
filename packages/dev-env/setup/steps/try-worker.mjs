// Starts a mediasoup worker through mediasoup itself and asks it for the one codec that cameras send.
// usage: node try-worker.mjs <package.json of the package that depends on mediasoup> <worker binary>
import { createRequire } from 'node:module';

const [, , manifest = '', workerBin = ''] = process.argv;
const mediasoup = createRequire(manifest)('mediasoup');
const worker = await mediasoup.createWorker({ workerBin, logLevel: 'warn' });
const died = new Promise((resolve, reject) => worker.once('died', reject));
const used = useRouter();
await Promise.race([used, died]);
worker.close();

async function useRouter() {
  const router = await worker.createRouter({
    mediaCodecs: [
      { kind: 'video', mimeType: 'video/H264', clockRate: 90_000, parameters: { 'packetization-mode': 1 } },
    ],
  });
  const transport = await router.createWebRtcTransport({
    listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
  });
  if (transport.dtlsParameters.fingerprints.length === 0)
    throw new Error('the worker has no DTLS certificate');
}
