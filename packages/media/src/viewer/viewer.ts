import type { Clock, Random, Timers } from '@truc/base';
import { err } from '@truc/base';
import type { Result } from '@truc/base';
import type {
  CameraId,
  DisplayId,
  DownMessage,
  DownPayload,
  PtzCommand,
  PtzHolder,
  UpAnswer,
} from '@truc/media/signalling';
import { JitterTarget } from './jitter-target.ts';
import type { LinkQuality } from './jitter-target.ts';
import { Layers } from './layers.ts';
import { MediaConnection } from './media-connection.ts';
import { createBackoff } from './retry-policy.ts';
import type { Picture } from './picture.ts';
import type {
  CreateDevice,
  CreateStream,
  DecodePoster,
  PageVisibility,
  PosterSurface,
  RequestGrants,
  SignallingFailure,
  SignallingPort,
  TileSight,
  VideoSurface,
  ViewerLog,
  WatchSurface,
} from './ports.ts';
import { defaultSettings } from './settings.ts';
import type { ViewerSettings } from './settings.ts';
import { ShownCameras } from './shown-cameras.ts';
import { decideStall } from './stall.ts';
import { Tile } from './tile.ts';
import { Viewings } from './viewings.ts';

export type ViewerOptions = {
  readonly signalling: SignallingPort;
  readonly requestGrants: RequestGrants;
  readonly display: DisplayId;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly createDevice: CreateDevice;
  readonly createStream: CreateStream;
  readonly decodePoster: DecodePoster;
  readonly page: PageVisibility;
  /** Without it every tile counts as in view. */
  readonly sight?: TileSight;
  /** Where it is missing, every tile keeps its camera's smaller picture. */
  readonly watchSurface?: WatchSurface;
  readonly log: ViewerLog;
  readonly settings?: Partial<ViewerSettings>;
  /** Called at each attempt that fails because the SFU speaks another version: only another page can help. */
  readonly onOutdated?: () => void;
};

/** Live pictures of cameras on one display, over one PeerConnection. */
export interface Viewer {
  /** What is on the screen now: those run, all others cost nothing. */
  show(cameras: readonly CameraId[]): void;
  /** Plays the camera's picture in the element; the returned function takes it out again. */
  attach(camera: CameraId, video: VideoSurface): () => void;
  /** Paints the camera's last keyframe on the canvas while no frame of its viewing is there; likewise. */
  attachPoster(camera: CameraId, canvas: PosterSurface): () => void;
  picture(camera: CameraId): Picture;
  /** Asks at once for a camera that was refused, because something has changed. */
  retry(camera: CameraId): void;
  /** Whether this page may turn the camera, and who does now. */
  movement(camera: CameraId): { readonly movable: boolean; readonly holder: PtzHolder | null };
  /** Tells the camera to turn, to stop, or where to look. A movement is said again every `moveRenewMs` by the caller. */
  ptz(camera: CameraId, command: PtzCommand): Promise<Result<UpAnswer<'ptz'>, SignallingFailure>>;
  /** Calls when a shown picture's state may have changed, at most a few times a second; the returned function ends it. */
  subscribe(listener: () => void): () => void;
  /** What was measured of the way to this page, and how long frames are held back for it. */
  link(): LinkQuality;
  close(): void;
}

export function createViewer(options: ViewerOptions): Viewer {
  return new LiveViewer(options);
}

class LiveViewer implements Viewer {
  readonly #options: ViewerOptions;
  readonly #settings: ViewerSettings;
  readonly #tiles = new Map<CameraId, Tile>();
  readonly #connection: MediaConnection;
  readonly #viewings: Viewings;
  readonly #layers: Layers;
  readonly #listeners = new Set<() => void>();
  readonly #shown: ShownCameras;
  readonly #jitter = new JitterTarget();
  #lastStatsAt = -Infinity;
  #lastLinkAt = -Infinity;
  #ends: (() => void)[] = [];
  #cancelTick: () => void = () => {};
  #closed = false;

  constructor(options: ViewerOptions) {
    this.#options = options;
    this.#settings = { ...defaultSettings, ...options.settings };
    this.#connection = this.#createConnection();
    this.#viewings = this.#createViewings();
    this.#shown = this.#createShown();
    this.#layers = new Layers({
      ...options,
      settings: this.#settings,
      connection: this.#connection,
      tile: (camera) => this.#tile(camera),
      visible: () => this.#shown.visible,
      isLinkClean: () => this.#jitter.quality.jitterTargetMs === 0,
    });
    this.#ends = [
      options.signalling.subscribe({
        handleConnected: () => this.#connection.handleSignallingConnected(),
        handleDisconnected: () => this.#connection.handleSignallingDisconnected(),
        handleMessage: (message, payload) => this.#handleMessage(message, payload),
      }),
    ];
    if (options.signalling.connected) this.#connection.handleSignallingConnected();
    this.#tick();
  }

  show(cameras: readonly CameraId[]): void {
    this.#layers.handleChange();
    this.#shown.show(cameras);
    this.#notify();
  }

  attach(camera: CameraId, video: VideoSurface): () => void {
    const detach = this.#tile(camera).attach(video);
    const unwatch = this.#options.sight?.watch(video, (isInView) =>
      this.#shown.setInView(camera, video, isInView),
    );
    const unwatchSurface = this.#options.watchSurface?.(video, {
      onSize: (size) => this.#layers.setSize(camera, size),
      onInterest: () => this.#layers.warm(camera),
    });
    return () => {
      unwatch?.();
      unwatchSurface?.();
      if (unwatchSurface !== undefined) this.#layers.setSize(camera, null);
      this.#shown.forgetElement(camera, video);
      detach();
    };
  }

  attachPoster(camera: CameraId, canvas: PosterSurface): () => void {
    return this.#tile(camera).attachPoster(canvas);
  }

  picture(camera: CameraId): Picture {
    return this.#tile(camera).picture(this.#connection.offset.offsetMs, this.#settings);
  }

  retry(camera: CameraId): void {
    this.#viewings.retry(camera);
  }

  movement(camera: CameraId) {
    const { viewing, ptzHolder } = this.#tile(camera);
    return { movable: viewing?.movable === true, holder: ptzHolder };
  }

  async ptz(camera: CameraId, command: PtzCommand): Promise<Result<UpAnswer<'ptz'>, SignallingFailure>> {
    const { viewing } = this.#tile(camera);
    if (viewing === null) return err('viewing_unknown');
    return this.#options.signalling.request('ptz', { viewing: viewing.id, command });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  link(): LinkQuality {
    return this.#jitter.quality;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTick();
    this.#shown.close();
    this.#layers.close();
    for (const end of this.#ends) end();
    for (const tile of this.#tiles.values()) tile.clear();
    this.#connection.close();
    this.#options.signalling.close();
  }

  #createConnection(): MediaConnection {
    const { random } = this.#options;
    return new MediaConnection({
      ...this.#options,
      settings: this.#settings,
      joinPolicy: createBackoff({ firstMs: 500, mostMs: 10_000, random }),
      onSession: () => {
        this.#jitter.forget();
        this.#viewings.handleSession();
      },
      onOutdated: () => this.#options.onOutdated?.(),
      onResumed: (viewings) => this.#viewings.handleResumed(viewings),
    });
  }

  #createViewings(): Viewings {
    return new Viewings({
      ...this.#options,
      settings: this.#settings,
      connection: this.#connection,
      tile: (camera) => this.#tile(camera),
      retryPolicy: createBackoff({ firstMs: 500, mostMs: 10_000, random: this.#options.random }),
      onChange: () => this.#notify(),
    });
  }

  #tile(camera: CameraId): Tile {
    const known = this.#tiles.get(camera);
    if (known !== undefined) return known;
    const tile = new Tile(camera, { ...this.#options, onProved: () => this.#notify() });
    this.#tiles.set(camera, tile);
    return tile;
  }

  #createShown(): ShownCameras {
    const { page, timers } = this.#options;
    return new ShownCameras({
      ...this.#settings,
      page,
      timers,
      onChange: (visible, leaving) => this.#viewings.show(visible, leaving),
    });
  }

  #handleMessage<M extends DownMessage>(message: M, payload: DownPayload<M>): void {
    const handlers: { [Each in DownMessage]: (payload: DownPayload<Each>) => void } = {
      cameraState: ({ camera, state }) => {
        this.#tile(camera).cameraState = state;
        this.#notify();
      },
      frameClock: (clock) => {
        this.#tile(clock.camera).frameClock = clock;
      },
      ptzHolder: ({ camera, holder }) => {
        this.#tile(camera).ptzHolder = holder;
        this.#notify();
      },
      poster: (poster) => {
        const tile = this.#tile(poster.camera);
        if (!tile.opening && tile.viewing === null) return;
        void tile.takePoster(poster).then(() => this.#notify());
      },
      viewingRuns: ({ camera, viewing, replay }) => {
        const tile = this.#tile(camera);
        if (tile.viewing?.id === viewing) tile.handleRuns(replay);
      },
      viewingSwaps: ({ camera, viewing }) => {
        const tile = this.#tile(camera);
        if (tile.viewing?.id === viewing) tile.handleHandover();
      },
      // Of recordings: the player's.
      playbackState: () => undefined,
      playbackClock: () => undefined,
      playbackCoverage: () => undefined,
      viewingClosed: ({ camera, viewing, cause }) => {
        this.#viewings.handleClosed(camera, viewing, cause);
        this.#notify();
      },
    };
    handlers[message](payload);
  }

  #tick(): void {
    this.#cancelTick = this.#options.timers.after(this.#settings.tickMs, () => {
      this.#connection.handleTick();
      this.#viewings.handleTick(this.#options.clock.now() + (this.#connection.offset.offsetMs ?? 0));
      this.#layers.reconcile();
      void this.#watchStalls();
      void this.#measureLink();
      this.#notify();
      this.#tick();
    });
  }

  /** Looks for the cause where a picture does not move, and there only: counters of a whole wall are dear. */
  async #watchStalls(): Promise<void> {
    const now = this.#options.clock.monotonic();
    if (now - this.#lastStatsAt < this.#settings.statsIntervalMs) return;
    this.#lastStatsAt = now;
    const suspects = this.#shown.visible
      .map((camera) => this.#tile(camera))
      .filter((tile) => tile.attached && tile.viewing?.running === true && this.#isLate(tile));
    await Promise.all(suspects.map((tile) => this.#examine(tile)));
  }

  async #examine(tile: Tile): Promise<void> {
    const stats = await (tile.viewing?.main ?? tile.viewing?.track)?.stats();
    const now = this.#options.clock.monotonic();
    if ((stats?.packetsReceived ?? 0) > (tile.lastStats?.packetsReceived ?? 0)) tile.packetsAt = now;
    const stall = decideStall(tile.cameraState, tile.lastStats, stats);
    const silentMs = Math.min(tile.sinceFrameMs ?? Infinity, now - tile.packetsAt);
    if (stall !== 'network' || silentMs >= this.#settings.networkAfterMs) tile.stall = stall;
    tile.lastStats = stats;
    if (tile.stall !== 'decoder' || tile.nudged) return;
    tile.nudged = true;
    this.#viewings.nudge(tile);
  }

  /** Frames are held back where packets are lost: the picture is a little older then, and moves. */
  async #measureLink(): Promise<void> {
    const now = this.#options.clock.monotonic();
    if (now - this.#lastLinkAt < this.#settings.linkIntervalMs) return;
    this.#lastLinkAt = now;
    const session = this.#connection.session;
    const stats = await session?.receiver.linkStats();
    if (stats === undefined || this.#connection.session !== session) return;
    session?.receiver.setJitterTarget(this.#jitter.take(stats, now));
  }

  #isLate(tile: Tile): boolean {
    return (tile.lateByMs ?? Infinity) > this.#settings.suspectAfterMs;
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
