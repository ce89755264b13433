import { randomInt } from 'node:crypto';
import type { Clock, Random, Timers } from '@truc/base';
import type { CameraId, CameraState, FrameClockFact, Layer, Poster } from '@truc/media/signalling';
import type { Logger } from 'pino';
import type {
  FrameClock,
  IngestState,
  SourceKeyframe,
  TimelineOrigin,
  TranscodePool,
} from '../ingest/index.ts';
import type { CameraSource, StreamSource } from '../register/camera-source.ts';
import type { MediaRouter } from '../workers/media-worker.ts';
import { CameraSight } from './camera-sight.ts';
import type { Sight } from './camera-sight.ts';
import { CameraStream } from './camera-stream.ts';
import type { CreateIngest } from './ingest-port.ts';
import { OnDemandStream } from './on-demand-stream.ts';
import { PosterShelf } from './poster.ts';
import type { PipeOutlet } from './pipe-outlet.ts';
import type { ProducerOutlet } from './producer-outlet.ts';

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
  /** One whole keyframe, after `wantKeyframe`. */
  readonly onKeyframe?: (camera: CameraId, keyframe: SourceKeyframe) => void;
};

/** Between two frame clocks of a camera. */
const frameClockIntervalMs = 1_000;
/** A tile that was large a moment ago is often large again: its picture is still there. */
const mainLingerMs = 10_000;

/**
 * One registered camera. Its picture for tiles (the smaller stream, where it has one) is always pulled; the larger one beside
 * it only while a viewer needs it. The camera may go and come back under the same Producers: viewers renegotiate nothing.
 */
export class CameraRoom {
  readonly camera: CameraId;
  /** The larger stream, where the camera has two. */
  readonly main: OnDemandStream | undefined;
  readonly #options: CameraRoomOptions;
  readonly #tile: CameraStream;
  readonly #posters: PosterShelf;
  readonly #watchers = new Set<CameraWatcher>();
  /** Of the ingest alone. */
  #arrives: CameraState;
  readonly #sight = new CameraSight();
  #state: CameraState;
  #lastFrameClockAt = -Infinity;
  #frameClock: FrameClockFact | undefined;
  #closed = false;
  #cancelStart = () => {};

  /** Begins to pull at once, or after a while where many begin together. */
  static create(options: CameraRoomOptions, startsAfterMs = 0): CameraRoom {
    const room = new CameraRoom(options);
    if (startsAfterMs === 0) room.#tile.start();
    else room.#cancelStart = options.timers.after(startsAfterMs, () => room.#tile.start());
    return room;
  }

  private constructor(options: CameraRoomOptions) {
    const { source, clock, timers } = options;
    this.camera = source.camera;
    this.#options = options;
    this.#posters = new PosterShelf(source.camera);
    this.#arrives = { state: 'connecting', since: clock.now() };
    this.#state = this.#arrives;
    const origin = { rtpTimestamp: randomInt(2 ** 32), monotonicMs: clock.monotonic() };
    this.#tile = this.#createStream(source.sub ?? source.main, {
      origin,
      onState: (state) => this.#handleState(toCameraState(state)),
      onFrameClock: (reading) => this.#handleFrameClock(reading),
      onKeyframe: (keyframe) => options.onKeyframe?.(this.camera, keyframe),
    });
    // What the larger stream does is told by the picture itself: the camera's state is that of its smaller one.
    const quiet = { origin, onState: () => {}, onFrameClock: () => {} };
    this.main =
      source.sub === undefined
        ? undefined
        : new OnDemandStream({
            create: () => this.#createStream(source.main, quiet),
            timers,
            lingerMs: mainLingerMs,
          });
  }

  /** Whether another node has the camera: what is known of it is known while somebody watches. */
  get isFetched(): boolean {
    return this.#tile.isFetched;
  }

  get state(): CameraState {
    return this.#state;
  }

  /** The next keyframe of the picture for tiles goes to `onKeyframe`. */
  wantKeyframe(): void {
    this.#tile.wantKeyframe();
  }

  /** What was found out about its picture; what is not named stays as it is. */
  noteSight(change: Partial<Sight>): void {
    if (this.#sight.note(change, this.#options.clock.now())) this.#handleState(this.#arrives);
  }

  /** The latest that was told, for one who begins to watch. */
  get frameClock(): FrameClockFact | undefined {
    return this.#frameClock;
  }

  /** The camera's last keyframe for one who begins to watch; nothing when there is none of the last minute. */
  poster(nowMs: number): Poster | undefined {
    return this.#posters.posterOf(this.#tile.gop.keyframe(), nowMs);
  }

  /** Taken in since the start, of the picture for tiles. */
  get packets(): number {
    return this.#tile.packets;
  }

  get bytes(): number {
    return this.#tile.bytes;
  }

  /** The Producer of the picture for tiles on a worker's Router, made when first asked for. */
  outletOn(router: MediaRouter): Promise<ProducerOutlet> {
    return this.#tile.outletOn(router);
  }

  /** Resolves when a picture for tiles can be had, at once for a camera of this node. */
  ready(): Promise<boolean> {
    return this.#tile.ready();
  }

  /** One of its pictures for another node; nothing where it has no such picture. */
  async pipeOn(layer: Layer, router: MediaRouter): Promise<PipeOutlet | undefined> {
    if (layer === 'sub') return this.#tile.pipeOn(router);
    const hold = this.main?.hold();
    if (hold === undefined) return undefined;
    const outlet = await hold.stream.pipeOn(router);
    outlet.producer.observer.once('close', hold.release);
    if (outlet.closed) hold.release();
    return outlet;
  }

  /** What the node says of the camera that has it; what its picture shows with it. */
  takeState(state: CameraState): void {
    this.#handleState(state);
  }

  /** Tells the watcher of changes from now on; the returned function ends that. */
  watch(watcher: CameraWatcher): () => void {
    this.#watchers.add(watcher);
    return () => {
      // Nobody says any more how it is.
      if (this.#watchers.delete(watcher) && this.#watchers.size === 0 && this.isFetched)
        this.#handleState({ state: 'connecting', since: this.#options.clock.now() });
    };
  }

  serialize() {
    return {
      camera: this.camera,
      state: this.#state,
      watchers: this.#watchers.size,
      outlets: this.#tile.serialize(),
      ...(this.main === undefined ? {} : { main: this.main.serialize() }),
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelStart();
    this.#tile.close();
    this.main?.close();
  }

  #createStream(
    stream: StreamSource,
    parts: {
      readonly origin: TimelineOrigin;
      readonly onState: (state: IngestState) => void;
      readonly onFrameClock: (reading: FrameClock) => void;
      readonly onKeyframe?: (keyframe: SourceKeyframe) => void;
    },
  ): CameraStream {
    const { source, log, onKeyframe: _told, ...options } = this.#options;
    const { camera, username, password } = source;
    return new CameraStream({
      ...options,
      ...parts,
      camera,
      stream,
      account: {
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
      },
      log: log.child({
        camera,
        ...(stream === source.main && source.sub !== undefined && { stream: 'main' }),
      }),
    });
  }

  #handleState(state: CameraState): void {
    if (this.#closed) return;
    this.#arrives = state;
    this.#state = this.#sight.over(state);
    this.#options.onState(this.camera, this.#state);
    for (const watcher of this.#watchers) watcher.handleCameraState(this.camera, this.#state);
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
