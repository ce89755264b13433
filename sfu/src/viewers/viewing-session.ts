import { randomUUID } from 'node:crypto';
import { err, ok } from '@truc/base';
import type { Result } from '@truc/base';
import type {
  CameraId,
  CameraState,
  DisplayId,
  FrameClockFact,
  SignallingError,
  UpAnswer,
  UpRequest,
  ViewingEndCause,
  ViewingId,
} from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { PtzOperator } from '../devices/ptz-desk.ts';
import { changeLayer } from './change-layer.ts';
import { loseOperator, performPtz } from './perform-ptz.ts';
import { replayLimits } from '../rooms/gop-replay.ts';
import type { CameraWatcher } from '../rooms/camera-room.ts';
import type { MediaRouter, MediaWorker } from '../workers/media-worker.ts';
import type { ViewerSocket } from './viewer-socket.ts';
import { IceReserve } from './ice-reserve.ts';
import { followPath } from './follow-path.ts';
import { describeConsumer } from './describe-consumer.ts';
import { SessionPlaybacks } from '../playback/session-playbacks.ts';
import type { Playback } from '../playback/playback.ts';
import type { RecorderDesk } from '../playback/recorder-desk.ts';
import { SessionViewings } from './session-viewings.ts';
import type { SessionViewingsOptions } from './session-viewings.ts';
import type { Viewing } from './viewing.ts';

export type ViewingSessionDeps = Omit<
  SessionViewingsOptions,
  'display' | 'router' | 'transport' | 'limit' | 'takesLanes' | 'watcher' | 'send'
> & {
  readonly recorders: RecorderDesk;
  readonly limits: { readonly viewingsPerSession: number; readonly sessionLingerMs: number };
  readonly onClose: (session: ViewingSession) => void;
};

/** One that has no page of ours: it takes one track of H.264, under this number. */
export type ViewingPlayer = { readonly payloadType: number };

type Answer<
  M extends 'watch' | 'resume' | 'layer' | 'renew' | 'restartIce' | 'ptz' | 'openPlayback' | 'playback',
> = Promise<Result<UpAnswer<M>, SignallingError>>;

/**
 * One display on one worker: its transport and its viewings. It outlives its socket for a while, so that a network change
 * costs no picture; it ends when the transport does.
 */
export class ViewingSession implements CameraWatcher {
  /** Unguessable: whoever knows it may take the session over with a new socket. */
  readonly id = randomUUID();
  readonly display: DisplayId;
  readonly router: MediaRouter;
  /** A player of another maker, over HTTP: no socket of a page may take it over. */
  readonly isPlayer: boolean;
  readonly transport: types.WebRtcTransport;
  readonly #deps: ViewingSessionDeps;
  readonly #log: Logger;
  readonly #viewings: SessionViewings;
  readonly #playbacks: SessionPlaybacks;
  readonly #iceReserve: IceReserve;
  #socket: ViewerSocket | undefined;
  #cancelLinger: () => void = () => {};
  /** Whether the socket ended without a word. */
  #lost = false;
  #closed = false;

  static async create(
    { display, player }: { readonly display: DisplayId; readonly player?: ViewingPlayer },
    worker: MediaWorker,
    deps: ViewingSessionDeps,
  ): Promise<ViewingSession> {
    worker.sessions += 1;
    try {
      const router = player === undefined ? worker.main : await worker.routerFor(player.payloadType);
      const transport = await worker.createViewerTransport(router);
      return new ViewingSession({ display, router, transport, takesLanes: player === undefined }, deps);
    } catch (error) {
      worker.sessions -= 1;
      throw error;
    }
  }

  private constructor(
    parts: Pick<SessionViewingsOptions, 'display' | 'router' | 'transport' | 'takesLanes'>,
    deps: ViewingSessionDeps,
  ) {
    this.display = parts.display;
    this.router = parts.router;
    this.isPlayer = !parts.takesLanes;
    this.transport = parts.transport;
    this.#iceReserve = new IceReserve(parts.transport);
    this.#deps = deps;
    this.#log = deps.log.child({ session: this.id.slice(0, 8), display: parts.display });
    this.#viewings = new SessionViewings({
      ...deps,
      ...parts,
      log: this.#log,
      limit: deps.limits.viewingsPerSession,
      watcher: this,
      send: (message, payload) => this.#socket?.send(message, payload),
    });
    this.#playbacks = new SessionPlaybacks({
      ...deps,
      ...parts,
      log: this.#log,
      send: (message, payload) => this.#socket?.send(message, payload),
    });
    this.transport.on('dtlsstatechange', (state) => this.#handleDtlsState(state));
    followPath(parts.transport, {
      clock: deps.clock,
      onLeft: () => this.#handleLeft(),
      onBack: () => this.#beginAnew(),
    });
    this.transport.observer.once('close', () =>
      this.close(this.worker.closed ? 'worker_died' : 'display_left'),
    );
    this.#log.info({ worker: this.worker.index }, 'viewing session opened');
  }

  get worker(): MediaWorker {
    return this.router.worker;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get attached(): boolean {
    return this.#socket !== undefined;
  }

  get viewings(): readonly Viewing[] {
    return this.#viewings.all;
  }

  get playbacks(): readonly Playback[] {
    return this.#playbacks.all;
  }

  /** The socket that speaks for the display from now on. */
  attach(socket: ViewerSocket): void {
    this.#socket = socket;
    this.#cancelLinger();
  }

  /** The socket is gone; the pictures may go on without it for a while. `lost`: no word of its end came, so the page may be back. */
  detach(socket: ViewerSocket, { lost }: { readonly lost: boolean }): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#lost = lost;
    // Nobody is left to let the key go.
    for (const viewing of this.viewings) loseOperator(viewing, this.#deps);
    this.#lingerIfLeft();
  }

  async connect(dtlsParameters: types.DtlsParameters): Promise<void> {
    await this.transport.connect({ dtlsParameters });
  }

  async watch(request: {
    readonly grants: readonly string[];
    readonly rtpCapabilities: types.RtpCapabilities;
  }): Answer<'watch'> {
    const watches = await Promise.all(
      request.grants.map((grant) => this.#viewings.watch(grant, request.rtpCapabilities)),
    );
    return this.#closed ? err('not_joined') : ok({ watches });
  }

  async resume(ids: readonly ViewingId[]): Answer<'resume'> {
    const replays: UpAnswer<'resume'>['replays'] = [];
    const resumed = await this.#viewings.each(ids, async (viewing) => {
      const clock = viewing.room.frameClock;
      if (clock !== undefined) this.#socket?.send('frameClock', clock);
      const replay =
        this.#connected && !this.isPlayer ? await viewing.prepareReplay(replayLimits) : undefined;
      if (replay === undefined) return viewing.resume(this.#connected);
      replays.push({ viewing: viewing.id, consumer: describeConsumer(replay) });
    });
    return resumed.ok ? ok({ replays }) : resumed;
  }

  async pause(ids: readonly ViewingId[]): Promise<Result<Record<string, never>, SignallingError>> {
    return this.#viewings.each(ids, (viewing) => viewing.pause());
  }

  async layer(request: UpRequest<'layer'>): Answer<'layer'> {
    const viewing = this.#viewings.find(request.viewing);
    if (viewing === undefined) return err('viewing_unknown');
    return ok(await changeLayer(viewing, request, this.viewings));
  }

  async unwatch(ids: readonly ViewingId[]): Promise<Result<Record<string, never>, SignallingError>> {
    return this.#viewings.each(ids, async (viewing) => viewing.end('closed_by_viewer'));
  }

  async renew(id: ViewingId, token: string): Answer<'renew'> {
    return this.#viewings.renew(id, token);
  }

  async restartIce(inUse: string): Answer<'restartIce'> {
    return ok({ iceParameters: { ...(await this.#iceReserve.after(inUse)) } });
  }

  async ptz(request: UpRequest<'ptz'>): Answer<'ptz'> {
    const viewing = this.#viewings.find(request.viewing);
    if (viewing === undefined) return err('viewing_unknown');
    return performPtz(viewing, request.command, this.#deps);
  }

  async openPlayback(token: string, rtpCapabilities: types.RtpCapabilities): Answer<'openPlayback'> {
    return this.#playbacks.open(token, rtpCapabilities);
  }

  async playback(request: UpRequest<'playback'>): Answer<'playback'> {
    return this.#playbacks.command(request);
  }

  tellPtzHolder(camera: CameraId, holder: PtzOperator | undefined): void {
    const own = this.viewings.filter(
      (viewing) => viewing.camera === camera && viewing.claims.mov !== undefined,
    );
    if (own.length === 0) return;
    const isYou = own.some(({ id }) => id === holder?.viewing);
    const told = holder === undefined ? null : { rank: holder.rank, isYou };
    this.#socket?.send('ptzHolder', { camera, holder: told });
  }

  tellRunaway(camera: CameraId): void {
    if (this.viewings.some((viewing) => viewing.camera === camera))
      this.#socket?.send('ptzHolder', { camera, holder: null, isRunaway: true });
  }

  handleCameraState(camera: CameraId, state: CameraState): void {
    this.#socket?.send('cameraState', { camera, state });
  }

  handleFrameClock(clock: FrameClockFact): void {
    if (this.viewings.some((viewing) => viewing.camera === clock.camera && viewing.wanted)) {
      this.#socket?.send('frameClock', clock);
    }
  }

  serialize() {
    return {
      session: this.id.slice(0, 8),
      display: this.display,
      worker: this.worker.index,
      attached: this.attached,
      viewings: this.viewings.map((viewing) => viewing.serialize()),
    };
  }

  close(cause: ViewingEndCause): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelLinger();
    this.#viewings.end(cause);
    this.#playbacks.end(cause);
    if (!this.transport.closed) this.transport.close();
    this.worker.sessions -= 1;
    this.#log.info({ cause }, 'viewing session closed');
    this.#deps.onClose(this);
  }

  get #connected(): boolean {
    return this.transport.dtlsState === 'connected' && this.transport.iceState !== 'disconnected';
  }

  #handleDtlsState(state: types.DtlsState): void {
    if (state === 'connected') {
      this.#eachWanted((viewing) => viewing.resume(true));
    }
    // The browser closed its side: that is how a page that goes away says so.
    if (state === 'closed' || state === 'failed') this.close('display_left');
  }

  /** Nothing has come from the viewer for a while: what is sent to him is lost, and costs the worker and the camera's line. */
  #handleLeft(): void {
    this.#lingerIfLeft();
    if (!this.#closed) this.#eachWanted((viewing) => viewing.suspend());
  }

  /** The viewer's packets come again after a silence, or from another address. */
  #beginAnew(): void {
    this.#log.info('viewer is back on another path');
    if (this.#connected) this.#eachWanted((viewing) => viewing.beginAnew());
  }

  #eachWanted(act: (viewing: Viewing) => Promise<void>): void {
    for (const viewing of this.viewings.filter((each) => each.wanted))
      act(viewing).catch((error: unknown) => this.#log.warn({ err: error }, 'a viewing does not resume'));
  }

  #lingerIfLeft(): void {
    this.#cancelLinger();
    if (this.#closed || this.#socket !== undefined) return;
    if (this.transport.iceState === 'disconnected' && !this.#lost) return this.close('display_left');
    this.#cancelLinger = this.#deps.timers.after(this.#deps.limits.sessionLingerMs, () =>
      this.close('display_left'),
    );
  }
}
