import type { Clock, Random, Timers } from '@truc/base';
import type { CameraId } from '@truc/media/signalling';
import type { Logger } from 'pino';
import type {
  FrameClock,
  IngestState,
  SourceKeyframe,
  TimelineOrigin,
  TranscodePool,
} from '../ingest/index.ts';
import type { CameraSource, StreamSource } from '../register/camera-source.ts';
import { cameraPayloadType } from '../workers/media-worker.ts';
import type { MediaRouter } from '../workers/media-worker.ts';
import type { GopBuffer } from '../ingest/index.ts';
import type { CameraIngest, CreateIngest } from './ingest-port.ts';
import { PipeOutlet } from './pipe-outlet.ts';
import { ProducerOutlet } from './producer-outlet.ts';
import type { StreamOutlet } from './stream-outlet.ts';

export type CameraStreamOptions = {
  readonly camera: CameraId;
  readonly account: Pick<CameraSource, 'username' | 'password'>;
  readonly stream: StreamSource;
  /** Shared by all streams of the camera. */
  readonly origin: TimelineOrigin;
  readonly createIngest: CreateIngest;
  readonly transcoders?: TranscodePool;
  readonly replaysGop: boolean;
  readonly producerLingerMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Bound to the camera's id. */
  readonly log: Logger;
  readonly onState: (state: IngestState) => void;
  readonly onFrameClock: (reading: FrameClock) => void;
  readonly onKeyframe?: (keyframe: SourceKeyframe) => void;
};

/** One stream of a camera: its ingest, pulling until it is closed, and its Producers on the workers where it is watched. */
export class CameraStream {
  readonly #options: CameraStreamOptions;
  readonly #ingest: CameraIngest;
  readonly #outlets = new Map<MediaRouter, Promise<ProducerOutlet>>();
  readonly #open = new Set<StreamOutlet>();
  #closed = false;
  packets = 0;
  bytes = 0;

  constructor(options: CameraStreamOptions) {
    this.#options = options;
    const { account, stream } = options;
    this.#ingest = options.createIngest({
      payloadType: cameraPayloadType,
      ...(options.transcoders === undefined ? {} : { transcoders: options.transcoders }),
      url: stream.url,
      ...account,
      origin: options.origin,
      clock: options.clock,
      timers: options.timers,
      random: options.random,
      log: options.log,
      onPacket: (packet) => this.#handlePacket(packet),
      onRtcp: (compound) => this.#handleRtcp(compound),
      onState: (state) => !this.#closed && options.onState(state),
      onFrameClock: (reading) => options.onFrameClock(reading),
      onKeyframe: (keyframe) => !this.#closed && options.onKeyframe?.(keyframe),
    });
  }

  get gop(): GopBuffer {
    return this.#ingest.gop;
  }

  /** The next keyframe goes to `onKeyframe` once. */
  wantKeyframe(): void {
    this.#ingest.wantKeyframe();
  }

  /** Begins to pull. */
  start(): void {
    this.#ingest.start();
  }

  /** The stream's Producer on a worker's Router, made when first asked for. */
  async outletOn(router: MediaRouter): Promise<ProducerOutlet> {
    for (;;) {
      const outlet = await (this.#outlets.get(router) ?? this.#beginOutlet(router));
      // One that closed while it was waited for is no longer in the map: the next round makes another.
      if (!outlet.closed) return outlet;
    }
  }

  /** A Producer of the stream for another node alone. */
  async pipeOn(router: MediaRouter): Promise<PipeOutlet> {
    const outlet = await PipeOutlet.create({
      router,
      ingest: this.#ingest,
      timers: this.#options.timers,
      onRunning: () => this.#tellWatched(),
      onClose: () => {
        this.#open.delete(outlet);
        this.#tellWatched();
      },
    });
    this.#open.add(outlet);
    if (this.#closed) outlet.close();
    return outlet;
  }

  /** Whether another node has the camera. */
  get isFetched(): boolean {
    return this.#ingest.ready !== undefined;
  }

  /** Resolves when a picture of it can be had, at once for a camera of this node; false where another node has it and sends nothing. */
  ready(): Promise<boolean> {
    return this.#ingest.ready?.() ?? Promise.resolve(true);
  }

  serialize() {
    return [...this.#open].map((outlet) => outlet.serialize());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const outlet of this.#open) outlet.close();
    this.#ingest.close();
  }

  #beginOutlet(router: MediaRouter): Promise<ProducerOutlet> {
    const outlet = this.#createOutlet(router);
    this.#outlets.set(router, outlet);
    return outlet;
  }

  async #createOutlet(router: MediaRouter): Promise<ProducerOutlet> {
    try {
      const outlet = await ProducerOutlet.create({
        camera: this.#options.camera,
        router,
        ingest: this.#ingest,
        replaysGop: this.#options.replaysGop,
        lingerMs: this.#options.producerLingerMs,
        timers: this.#options.timers,
        onRunning: () => this.#tellWatched(),
        onClose: () => {
          this.#open.delete(outlet);
          this.#tellWatched();
          this.#outlets.delete(router);
        },
      });
      this.#open.add(outlet);
      // It was closed while the worker was asked.
      if (this.#closed) outlet.close();
      return outlet;
    } catch (error) {
      this.#outlets.delete(router);
      throw error;
    }
  }

  /** What has to be transcoded is, while somebody sees it. */
  #tellWatched(): void {
    this.#ingest.setWatched([...this.#open].some((outlet) => outlet.running));
  }

  #handlePacket(packet: Buffer): void {
    this.packets += 1;
    this.bytes += packet.length;
    for (const outlet of this.#open) outlet.handlePacket(packet);
  }

  #handleRtcp(compound: Buffer): void {
    for (const outlet of this.#open) outlet.handleRtcp(compound);
  }
}
