import { createWorker } from 'mediasoup';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import { StartError } from '../config/config.ts';
import type { MediaAddress } from '../config/config.ts';

export type MediaWorkerOptions = {
  readonly index: number;
  readonly addresses: readonly MediaAddress[];
  /** The worker's UDP and TCP port; 0 lets mediasoup choose. */
  readonly port: number;
  readonly workerBin?: string;
  readonly log: Logger;
  /** Called once when the process of the worker ends without having been asked to. */
  readonly onDied: (worker: MediaWorker) => void;
};

/**
 * The one codec that all cameras are declared as, whatever their real profile: browsers negotiate Constrained Baseline and
 * decode what the parameter sets in the stream say, whereas a camera declared as High could not be consumed at all.
 */
export const cameraCodec = {
  kind: 'video',
  mimeType: 'video/H264',
  clockRate: 90_000,
  parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
} as const;

/** After four of a browser's checks that did not come: nothing more is sent to where nobody listens, until the next one comes. */
const consentTimeoutSeconds = 12;

/** Of the RTP that the ingest makes. */
export const cameraPayloadType = 96;

/**
 * One Router of a worker. All pages share the worker's first one. A player that brings its own numbers for codecs gets the
 * pictures of a Router that sends under that number: mediasoup gives each Router one number for a codec.
 */
export type MediaRouter = {
  readonly worker: MediaWorker;
  readonly router: types.Router;
};

/** One mediasoup Worker with its Routers and its one WebRtcServer port. */
export class MediaWorker {
  readonly index: number;
  /** That of all pages. */
  readonly main: MediaRouter;
  /** Viewing sessions on this worker: the measure by which the next display is placed. */
  sessions = 0;
  readonly #worker: types.Worker;
  readonly #webRtcServer: types.WebRtcServer;
  readonly #numbered = new Map<number, Promise<MediaRouter>>();

  static async create(options: MediaWorkerOptions): Promise<MediaWorker> {
    const worker = await startWorker(options);
    try {
      const webRtcServer = await listen(worker, options);
      const router = await worker.createRouter({ mediaCodecs: [cameraCodec] });
      return new MediaWorker(options, { worker, webRtcServer, router });
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  private constructor(
    options: MediaWorkerOptions,
    parts: { worker: types.Worker; webRtcServer: types.WebRtcServer; router: types.Router },
  ) {
    this.index = options.index;
    this.main = { worker: this, router: parts.router };
    this.#worker = parts.worker;
    this.#webRtcServer = parts.webRtcServer;
    parts.worker.on('died', (error) => {
      options.log.error({ worker: options.index, err: error }, 'media worker died');
      options.onDied(this);
    });
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get closed(): boolean {
    return this.#worker.closed;
  }

  /** The Router whose pictures bear this payload type: one of the dynamic ones, so that there are never many. */
  routerFor(payloadType: number): Promise<MediaRouter> {
    const known = this.#numbered.get(payloadType);
    if (known !== undefined) return known;
    const made = this.#createNumbered(payloadType);
    this.#numbered.set(payloadType, made);
    made.catch(() => this.#numbered.delete(payloadType));
    return made;
  }

  createViewerTransport({ router }: MediaRouter = this.main): Promise<types.WebRtcTransport> {
    return router.createWebRtcTransport({
      webRtcServer: this.#webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: 10_000_000,
      iceConsentTimeout: consentTimeoutSeconds,
    });
  }

  resourceUsage(): Promise<types.WorkerResourceUsage> {
    return this.#worker.getResourceUsage();
  }

  /** Ends its process, whatever state that is in; `onDied` follows. */
  kill(): void {
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch {
      // It has ended by itself in this moment.
    }
  }

  serialize() {
    return { index: this.index, pid: this.pid, sessions: this.sessions, closed: this.closed };
  }

  close(): void {
    this.#worker.close();
  }

  async #createNumbered(payloadType: number): Promise<MediaRouter> {
    const codec = { ...cameraCodec, preferredPayloadType: payloadType };
    return { worker: this, router: await this.#worker.createRouter({ mediaCodecs: [codec] }) };
  }
}

async function startWorker(options: MediaWorkerOptions): Promise<types.Worker> {
  try {
    return await createWorker({
      logLevel: 'warn',
      ...(options.workerBin === undefined ? {} : { workerBin: options.workerBin }),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      'worker_missing',
      `MEDIASOUP_WORKER_BIN: the mediasoup worker does not start (${reason})`,
    );
  }
}

async function listen(worker: types.Worker, options: MediaWorkerOptions): Promise<types.WebRtcServer> {
  const listenInfos = options.addresses.flatMap((address) =>
    (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip: address.ip,
      ...(address.announced === undefined ? {} : { announcedAddress: address.announced }),
      ...(options.port === 0 ? {} : { port: options.port }),
    })),
  );
  try {
    return await worker.createWebRtcServer({ listenInfos });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      'port_taken',
      `TRUC_MEDIA_PORT, TRUC_MEDIA_IPS: cannot listen on port ${options.port} of ${options.addresses.map((address) => address.ip).join(', ')} (${reason})`,
    );
  }
}
