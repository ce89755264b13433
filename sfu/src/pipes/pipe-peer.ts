import { exhaustive } from '@truc/base';
import type { Clock, Timers } from '@truc/base';
import type {
  CameraId,
  PipeAsk,
  PipeAskAnswer,
  PipeAskRequest,
  PipePath,
  ViewingId,
} from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { MediaAddress } from '../config/config.ts';
import type { CameraDevices } from '../devices/camera-devices.ts';
import type { PtzOperator } from '../devices/ptz-desk.ts';
import type { CameraRooms } from '../rooms/camera-rooms.ts';
import type { PipeOutlet } from '../rooms/pipe-outlet.ts';
import { performFor } from '../viewers/perform-ptz.ts';
import type { MediaRouter } from '../workers/media-worker.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { isProof, permitKey, renewalProof } from './handshake.ts';
import type { LineKeys } from './handshake.ts';
import { connectTo, numbersOf, openPipeTransport, pathOf } from './pipe-media.ts';
import { SealedLine } from './sealed-line.ts';
import type { PipeSocket } from './sealed-line.ts';

export type PipePeerDeps = {
  readonly rooms: Pick<CameraRooms, 'find'>;
  readonly devices: Pick<CameraDevices, 'find' | 'loseOperator'>;
  readonly pool: Pick<WorkerPool, 'leastLoaded'>;
  readonly address: MediaAddress;
  readonly ports: { readonly min: number; readonly max: number } | undefined;
  readonly secret: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
};

export type PipePeerOptions = PipePeerDeps & {
  readonly asker: string;
  readonly holder: string;
  /** Of its permit, in ms since 1970. */
  readonly until: number;
  readonly socket: PipeSocket;
  readonly keys: LineKeys;
  readonly onEnd: () => void;
};

type Media = { readonly router: MediaRouter; readonly transport: types.PipeTransport };
type Held = { readonly camera: CameraId; readonly outlet: PipeOutlet };

/** Another node that has proven itself: what it has of this one's cameras. */
export class PipePeer {
  readonly #options: PipePeerOptions;
  readonly #line: SealedLine;
  readonly #pipes = new Map<number, Held>();
  readonly #followed = new Map<CameraId, () => void>();
  /** Viewings over there that turned a camera here. */
  readonly #operators = new Map<ViewingId, CameraId>();
  #media: Media | undefined;
  #lastPipe = 0;
  #cancelEnd = () => {};
  #closed = false;

  constructor(options: PipePeerOptions) {
    this.#options = options;
    const { fromAsker: gets, fromHolder: sends } = options.keys;
    this.#line = new SealedLine({
      ...options,
      keys: { sends, gets },
      onAsk: (ask, request) => this.#answer(ask, request),
    });
    this.#endAt(options.until);
  }

  get pipes(): number {
    return this.#pipes.size;
  }

  take(sealed: unknown): void {
    this.#line.take(sealed);
  }

  tellPtzHolder(camera: CameraId, holder: PtzOperator | undefined): void {
    if (!this.#followed.has(camera)) return;
    this.#line.tell('ptzHolder', { camera, holder: holder === undefined ? null : { ...holder } });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelEnd();
    this.#line.close();
    for (const viewing of this.#operators.keys()) this.#leave(viewing, true);
    for (const { outlet } of this.#pipes.values()) outlet.close();
    for (const end of this.#followed.values()) end();
    if (this.#media?.transport.closed === false) this.#media.transport.close();
    this.#options.onEnd();
    this.#options.log.info({ node: this.#options.asker }, 'a node asks no more');
  }

  /** What a permit gives ends with it, unless a newer one is shown. */
  #endAt(until: number): void {
    const { clock, timers, socket } = this.#options;
    this.#cancelEnd();
    this.#cancelEnd = timers.after(until - clock.now(), () => socket.disconnect(true));
  }

  async #answer<A extends PipeAsk>(ask: A, request: PipeAskRequest<A>): Promise<PipeAskAnswer<A>>;
  async #answer(ask: PipeAsk, request: unknown): Promise<unknown> {
    // A question and its own request, as the line's contract has parsed them.
    const asked = { ask, request } as Asked;
    switch (asked.ask) {
      case 'path':
        return this.#openMedia(asked.request);
      case 'ping':
        return { now: this.#options.clock.now() };
      case 'renew':
        return this.#renew(asked.request);
      case 'open':
        return this.#open(asked.request);
      case 'begin':
        return this.#begin(asked.request.pipe);
      case 'keyframe':
        this.#pipes.get(asked.request.pipe)?.outlet.requestKeyframe();
        return {};
      case 'close':
        this.#pipes.get(asked.request.pipe)?.outlet.close();
        return {};
      case 'ptz':
        return this.#turn(asked.request);
      case 'ptzLeave':
        this.#leave(asked.request.viewing, asked.request.isLost);
        return {};
      default:
        return exhaustive(asked);
    }
  }

  #renew({ until, proof }: PipeAskRequest<'renew'>): PipeAskAnswer<'renew'> {
    const { secret, asker, holder, keys, clock } = this.#options;
    const expected = renewalProof(permitKey(secret, { asker, holder, until }), keys);
    if (!isProof(expected, proof) || until <= clock.now()) throw new Error('pipe_refused');
    this.#endAt(until);
    return {};
  }

  async #openMedia(theirs: PipePath): Promise<PipePath> {
    const { pool, address, ports, socket } = this.#options;
    const worker = pool.leastLoaded();
    if (worker === undefined || this.#media !== undefined) throw new Error('no worker, or asked twice');
    const router = worker.main;
    const transport = await openPipeTransport({ router, address, ports });
    this.#media = { router, transport };
    // Its worker died: over a new line everything begins anew.
    transport.observer.once('close', () => socket.disconnect(true));
    await connectTo(transport, theirs);
    if (this.#closed) transport.close();
    return pathOf(transport, address);
  }

  async #open({ camera, layer }: PipeAskRequest<'open'>): Promise<PipeAskAnswer<'open'>> {
    const room = this.#options.rooms.find(camera);
    if (room === undefined) return { ok: false, code: 'not_found' };
    if (this.#media === undefined) return { ok: false, code: 'unavailable' };
    const { router, transport } = this.#media;
    const outlet = await room.pipeOn(layer, router);
    if (outlet === undefined) return { ok: false, code: 'not_found' };
    const consumer = await transport.consume({ producerId: outlet.producer.id });
    const rtp = numbersOf(consumer);
    if (rtp === undefined || this.#closed || outlet.closed) {
      outlet.close();
      return { ok: false, code: 'unavailable' };
    }
    const pipe = (this.#lastPipe += 1);
    this.#hold(pipe, { camera, outlet });
    const isMovable = this.#options.devices.find(camera)?.isMovable ?? false;
    return { ok: true, pipe, rtp, state: room.state, isMovable };
  }

  #hold(pipe: number, held: Held): void {
    const { camera, outlet } = held;
    this.#pipes.set(pipe, held);
    const room = this.#options.rooms.find(camera);
    if (!this.#followed.has(camera) && room !== undefined) {
      const end = room.watch({
        handleCameraState: (_, state) => this.#line.tell('state', { camera, state }),
        handleFrameClock: ({ rtpTimestamp, wallMs }) =>
          this.#line.tell('clock', { camera, clock: { rtpTimestamp, wallMs } }),
      });
      this.#followed.set(camera, end);
    }
    outlet.producer.observer.once('close', () => {
      this.#pipes.delete(pipe);
      this.#line.tell('ended', { pipe });
      if ([...this.#pipes.values()].some((other) => other.camera === camera)) return;
      this.#followed.get(camera)?.();
      this.#followed.delete(camera);
    });
  }

  #begin(pipe: number): PipeAskAnswer<'begin'> {
    const held = this.#pipes.get(pipe);
    if (held === undefined) throw new Error('no such pipe');
    const { camera, outlet } = held;
    const reading = this.#options.rooms.find(camera)?.frameClock;
    const kept = outlet.begin();
    return {
      clock: reading === undefined ? null : { rtpTimestamp: reading.rtpTimestamp, wallMs: reading.wallMs },
      kept: kept === undefined ? null : { until: kept },
    };
  }

  async #turn(request: PipeAskRequest<'ptz'>): Promise<PipeAskAnswer<'ptz'>> {
    const { camera, viewing, person, rank, command } = request;
    this.#operators.set(viewing, camera);
    const done = await performFor({ viewing, person, rank }, command, this.#options.devices.find(camera));
    return done.ok ? { ok: true, ...done.value } : { ok: false, code: done.error };
  }

  #leave(viewing: ViewingId, isLost: boolean): void {
    const camera = this.#operators.get(viewing);
    if (camera === undefined) return;
    const desk = this.#options.devices.find(camera)?.ptz;
    if (isLost) return void desk?.lose(viewing);
    this.#operators.delete(viewing);
    desk?.leave(viewing);
  }
}

type Asked = { [A in PipeAsk]: { readonly ask: A; readonly request: PipeAskRequest<A> } }[PipeAsk];
