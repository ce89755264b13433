import type { Clock, Random, Timers } from '@truc/base';
import type { CameraId, CameraState, FrameClockFact, Poster } from '@truc/media/signalling';
import type { Logger } from 'pino';
import type { IngestState, TranscodePool } from '../ingest/index.ts';
import type { CameraSource } from '../register/camera-source.ts';
import { cameraPayloadType } from '../workers/media-worker.ts';
import type { MediaRouter } from '../workers/media-worker.ts';
import type { CameraIngest, CreateIngest } from './ingest-port.ts';
import { PosterShelf } from './poster.ts';
import { ProducerOutlet } from './producer-outlet.ts';

/** What a viewing wants to hear of its camera. */
export interface CameraWatcher {
  handleCameraState(camera: CameraId, state: CameraState): void;
  handleFrameClock(clock: FrameClockFact): void;
}

export type CameraRoomOptions = {
  readonly source: CameraSource;
  readonly createIngest: CreateIngest;
  readonly transcoders?: TranscodePool;
  readonly replaysGop: boolean;
  readonly producerLingerMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Logger;
  readonly onState: (camera: CameraId, state: CameraState) => void;
};

/** Between two frame clocks of a camera. */
const frameClockIntervalMs = 1_000;

/**
 * One registered camera: its ingest, always pulling, and its Producers on the workers where somebody watches.
 * The camera may go and come back under the same Producers: viewers renegotiate nothing.
 */
export class CameraRoom {
  readonly camera: CameraId;
  readonly #options: CameraRoomOptions;
  readonly #ingest: CameraIngest;
  readonly #posters: PosterShelf;
  readonly #outlets = new Map<MediaRouter, Promise<ProducerOutlet>>();
  readonly #open = new Set<ProducerOutlet>();
  readonly #watchers = new Set<CameraWatcher>();
  #state: CameraState;
  #lastFrameClockAt = -Infinity;
  #frameClock: FrameClockFact | undefined;
  #closed = false;
  packets = 0;
  bytes = 0;

  static create(options: CameraRoomOptions): CameraRoom {
    const room = new CameraRoom(options);
    room.#ingest.start();
    return room;
  }

  private constructor(options: CameraRoomOptions) {
    const { source, clock, timers } = options;
    this.camera = source.camera;
    this.#options = options;
    this.#posters = new PosterShelf(source.camera);
    this.#state = { state: 'connecting', since: clock.now() };
    this.#ingest = options.createIngest({
      payloadType: cameraPayloadType,
      ...(options.transcoders === undefined ? {} : { transcoders: options.transcoders }),
      url: source.main.url,
      ...(source.username === undefined ? {} : { username: source.username }),
      ...(source.password === undefined ? {} : { password: source.password }),
      clock,
      timers,
      random: options.random,
      log: options.log.child({ camera: source.camera }),
      onPacket: (packet) => this.#handlePacket(packet),
      onRtcp: (compound) => this.#handleRtcp(compound),
      onState: (state) => this.#handleState(toCameraState(state)),
      onFrameClock: (reading) => this.#handleFrameClock(reading),
    });
  }

  get state(): CameraState {
    return this.#state;
  }

  /** The latest that was told, for one who begins to watch. */
  get frameClock(): FrameClockFact | undefined {
    return this.#frameClock;
  }

  /** The camera's last keyframe for one who begins to watch; nothing when there is none of the last minute. */
  poster(nowMs: number): Poster | undefined {
    return this.#posters.posterOf(this.#ingest.gop.keyframe(), nowMs);
  }

  /** The camera's Producer on a worker's Router, made when first asked for. */
  async outletOn(router: MediaRouter): Promise<ProducerOutlet> {
    for (;;) {
      const outlet = await (this.#outlets.get(router) ?? this.#beginOutlet(router));
      // One that closed while it was waited for is no longer in the map: the next round makes another.
      if (!outlet.closed) return outlet;
    }
  }

  /** Tells the watcher of changes from now on; the returned function ends that. */
  watch(watcher: CameraWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  serialize() {
    return {
      camera: this.camera,
      state: this.#state,
      watchers: this.#watchers.size,
      outlets: [...this.#open].map((outlet) => outlet.serialize()),
    };
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
        camera: this.camera,
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

  #handleState(state: CameraState): void {
    if (this.#closed) return;
    this.#state = state;
    this.#options.onState(this.camera, state);
    for (const watcher of this.#watchers) watcher.handleCameraState(this.camera, state);
  }

  #handleFrameClock(reading: { readonly rtpTimestamp: number; readonly wallMs: number }): void {
    const now = this.#options.clock.monotonic();
    if (now - this.#lastFrameClockAt < frameClockIntervalMs) return;
    this.#lastFrameClockAt = now;
    this.#frameClock = { camera: this.camera, ...reading };
    for (const watcher of this.#watchers) watcher.handleFrameClock(this.#frameClock);
  }
}

/** The contract's word for the ingest's: what is unknown is left out. */
function toCameraState(state: IngestState): CameraState {
  if (state.state !== 'live') return state;
  const { width, height, since, conditions } = state;
  return {
    state: 'live',
    since,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    conditions: [...conditions],
  };
}
