import type { Clock, Timers } from '@truc/base';
import type {
  CameraId,
  CameraState,
  PipeClock,
  PipeAsk,
  PipeAskAnswer,
  PipeAskRequest,
} from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { MediaAddress } from '../config/config.ts';
import { cameraPayloadType } from '../workers/media-worker.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { plainPacket } from './frame-assembler.ts';
import type { Hold } from './hold.ts';
import { connectTo, openPipeTransport, parametersOf, pathOf } from './pipe-media.ts';
import type { SealedLine } from './sealed-line.ts';

export type PipeLineOptions = {
  readonly sealed: SealedLine;
  readonly pool: Pick<WorkerPool, 'leastLoaded'>;
  readonly address: MediaAddress;
  readonly ports: { readonly min: number; readonly max: number } | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onDown: (why: unknown) => void;
  readonly onOpened: (
    camera: CameraId,
    opened: { readonly state: CameraState; readonly isMovable: boolean },
  ) => void;
};

type Media = {
  readonly pipe: types.PipeTransport;
  readonly direct: types.DirectTransport;
  readonly capabilities: types.RtpCapabilities;
};
type Stream = { pipe?: number; producer?: types.Producer };

const clockSamples = 4;
const clockEveryMs = 10_000;
/** A camera that was not to be had is asked for again. */
const retryMs = 1_000;

/** A line that stands, with its media: the streams that are fetched over it. */
export class PipeLine {
  readonly #options: PipeLineOptions;
  readonly #media: Media;
  readonly #streams = new Map<Hold, Stream>();
  /** How far the other node's clock is ahead of ours, in ms. */
  #aheadMs = 0;
  #cancelClock = () => {};
  #ended = false;

  static async open(options: PipeLineOptions): Promise<PipeLine> {
    const { pool, sealed, address, ports } = options;
    const worker = pool.leastLoaded();
    if (worker === undefined) throw new Error('no worker runs');
    const { router } = worker.main;
    const pipe = await openPipeTransport({ router: worker.main, address, ports });
    try {
      const theirs = await sealed.ask('path', pathOf(pipe, address));
      await connectTo(pipe, theirs);
      const direct = await router.createDirectTransport();
      const line = new PipeLine(options, { pipe, direct, capabilities: router.rtpCapabilities });
      await line.#measureClock();
      return line;
    } catch (error) {
      pipe.close();
      throw error;
    }
  }

  private constructor(options: PipeLineOptions, media: Media) {
    this.#options = options;
    this.#media = media;
    media.pipe.observer.once('close', () => {
      if (!this.#ended) options.onDown(new Error('the media worker of the line is gone'));
    });
  }

  get running(): number {
    return [...this.#streams.values()].filter(({ producer }) => producer !== undefined).length;
  }

  ask<A extends PipeAsk>(ask: A, request: PipeAskRequest<A>): Promise<PipeAskAnswer<A>> {
    return this.#options.sealed.ask(ask, request);
  }

  open(hold: Hold): void {
    if (this.#ended || this.#streams.has(hold)) return;
    const stream: Stream = {};
    this.#streams.set(hold, stream);
    this.#fetch(hold, stream).catch((error: unknown) => {
      if (!this.#ended) this.#options.onDown(error);
    });
  }

  close(hold: Hold): void {
    const stream = this.#streams.get(hold);
    this.#streams.delete(hold);
    stream?.producer?.close();
    if (stream?.pipe === undefined || this.#ended) return;
    // The line may end meanwhile, and the pipe with it.
    this.ask('close', { pipe: stream.pipe }).catch((error: unknown) => this.#options.onDown(error));
  }

  requestKeyframe(hold: Hold): void {
    const pipe = this.#streams.get(hold)?.pipe;
    if (pipe === undefined || this.#ended) return;
    this.ask('keyframe', { pipe }).catch((error: unknown) => this.#options.onDown(error));
  }

  handleClock(camera: CameraId, clock: PipeClock): void {
    for (const hold of this.#streams.keys())
      if (hold.camera === camera) hold.listener.handleClock(this.#our(clock));
  }

  /** The camera left that node, or its worker died: it is asked for again. */
  handleEnded(pipe: number): void {
    for (const [hold, stream] of this.#streams) {
      if (stream.pipe !== pipe) continue;
      stream.producer?.close();
      this.#streams.delete(hold);
      hold.listener.handleLost();
      this.#again(hold);
    }
  }

  /** What the other node said of a camera, with its times by our clock. */
  ours(state: CameraState): CameraState {
    return { ...state, since: state.since - this.#aheadMs };
  }

  end(): void {
    this.#ended = true;
    this.#cancelClock();
    this.#options.sealed.close();
    if (!this.#media.pipe.closed) this.#media.pipe.close();
    if (!this.#media.direct.closed) this.#media.direct.close();
  }

  async #fetch(hold: Hold, stream: Stream): Promise<void> {
    const { camera, layer, listener } = hold;
    const opened = await this.ask('open', { camera, layer });
    if (!opened.ok) {
      this.#streams.delete(hold);
      listener.handleLost();
      if (layer === 'sub') this.#again(hold);
      return;
    }
    this.#options.onOpened(camera, { state: this.ours(opened.state), isMovable: opened.isMovable });
    stream.pipe = opened.pipe;
    const { pipe, direct, capabilities } = this.#media;
    const producer = await pipe.produce({ kind: 'video', rtpParameters: parametersOf(opened.rtp) });
    const consumer = await direct.consume({ producerId: producer.id, rtpCapabilities: capabilities });
    consumer.on('rtp', (packet) => {
      const plain = plainPacket(packet, cameraPayloadType);
      if (plain !== undefined) listener.handlePacket(plain);
    });
    // It was given back while it was opened.
    if (this.#streams.get(hold) !== stream) {
      producer.close();
      if (!this.#ended) await this.ask('close', { pipe: opened.pipe });
      return;
    }
    stream.producer = producer;
    const { clock, kept } = await this.ask('begin', { pipe: opened.pipe });
    if (this.#streams.get(hold) !== stream) return;
    listener.handleBegun({ clock: clock === null ? null : this.#our(clock), kept: kept?.until ?? null });
  }

  #again(hold: Hold): void {
    this.#options.timers.after(retryMs, () => {
      if (!this.#ended && hold.isHeld()) this.open(hold);
    });
  }

  #our({ rtpTimestamp, wallMs }: PipeClock): PipeClock {
    return { rtpTimestamp, wallMs: wallMs - this.#aheadMs };
  }

  /** By the quickest of some exchanges: the one with the least room for error. */
  async #measureClock(): Promise<void> {
    const { clock, timers } = this.#options;
    let best = Infinity;
    for (let taken = 0; taken < clockSamples && !this.#ended; taken += 1) {
      const [sentAt, wall] = [clock.monotonic(), clock.now()];
      const { now } = await this.ask('ping', {});
      const roundTripMs = clock.monotonic() - sentAt;
      if (roundTripMs >= best) continue;
      best = roundTripMs;
      this.#aheadMs = now - (wall + roundTripMs / 2);
    }
    this.#cancelClock = timers.after(clockEveryMs, () => {
      this.#measureClock().catch((error: unknown) => !this.#ended && this.#options.onDown(error));
    });
  }
}
