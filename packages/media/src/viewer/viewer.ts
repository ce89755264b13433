import type { Clock, Random, Timers } from '@truc/base';
import { err } from '@truc/base';
import type { Result } from '@truc/base';
import type {
  CameraId,
  DisplayId,
  DownMessage,
  DownPayload,
  NodePlace,
  PtzCommand,
  PtzHolder,
  UpAnswer,
} from '@truc/media/signalling';
import type { LinkQuality } from './jitter-target.ts';
import { Layers } from './layers.ts';
import type { HeldLease } from './node-grants.ts';
import type { NodeLine } from './node-line.ts';
import { NodeLines } from './node-lines.ts';
import type { Picture } from './picture.ts';
import type {
  CreateDevice,
  CreateStream,
  DecodePoster,
  LocateCameras,
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

export type ViewerOptions = {
  /** Opens the line to the node; null: to the province's one SFU, or to the one that the server picks. */
  readonly openSignalling: (place: NodePlace | null) => SignallingPort;
  readonly requestGrants: RequestGrants;
  /** Where the province may have several nodes. */
  readonly locateCameras?: LocateCameras;
  /** What the server signed for the time without it. */
  readonly leases?: () => readonly HeldLease[];
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

/** Live pictures of cameras on one display, over one PeerConnection to each node that sends some of them. */
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
  /** Somebody is about to look closely: the larger picture is pulled already, where there is one. Said again, it is kept so. */
  warm(camera: CameraId): void;
  /** Whether this page may turn the camera, and who does now. */
  movement(camera: CameraId): {
    readonly movable: boolean;
    readonly holder: PtzHolder | null;
    readonly isRunaway: boolean;
  };
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
  readonly #lines: NodeLines;
  readonly #layers: Layers;
  readonly #listeners = new Set<() => void>();
  readonly #shown: ShownCameras;
  #lastStatsAt = -Infinity;
  #cancelTick: () => void = () => {};
  #closed = false;

  constructor(options: ViewerOptions) {
    this.#options = options;
    this.#settings = { ...defaultSettings, ...options.settings };
    this.#lines = new NodeLines({
      ...options,
      settings: this.#settings,
      tile: (camera) => this.#tile(camera),
      onOutdated: () => options.onOutdated?.(),
      onMessage: (message, payload, line) => this.#handleMessage(message, payload, line),
      onChange: () => this.#notify(),
    });
    this.#shown = this.#createShown();
    this.#layers = new Layers({
      ...options,
      settings: this.#settings,
      line: (camera) => this.#lines.lineOf(camera),
      tile: (camera) => this.#tile(camera),
      visible: () => this.#shown.visible,
      isLinkClean: () => this.#lines.quality.jitterTargetMs === 0,
    });
    this.#tick();
  }

  show(cameras: readonly CameraId[]): void {
    this.#layers.handleChange();
    this.#shown.show(cameras);
    this.#notify();
  }

  warm(camera: CameraId): void {
    this.#layers.warm(camera);
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
    const { offset } = this.#lines.lineOf(camera).connection;
    const picture = this.#tile(camera).picture(offset.offsetMs, this.#settings);
    return this.#layers.isSmallOnly(camera) ? { ...picture, isSmallOnly: true } : picture;
  }

  retry(camera: CameraId): void {
    this.#lines.lineOf(camera).viewings.retry(camera);
  }

  movement(camera: CameraId) {
    const { viewing, ptzHolder, isRunaway } = this.#tile(camera);
    return { movable: viewing?.movable === true, holder: ptzHolder, isRunaway };
  }

  async ptz(camera: CameraId, command: PtzCommand): Promise<Result<UpAnswer<'ptz'>, SignallingFailure>> {
    const { viewing } = this.#tile(camera);
    if (viewing === null) return err('viewing_unknown');
    return this.#lines.lineOf(camera).signalling.request('ptz', { viewing: viewing.id, command });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  link(): LinkQuality {
    return this.#lines.quality;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTick();
    this.#shown.close();
    this.#layers.close();
    for (const tile of this.#tiles.values()) tile.clear();
    this.#lines.close();
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
      onChange: (visible, leaving) => this.#lines.show(visible, leaving),
    });
  }

  #handleMessage<M extends DownMessage>(message: M, payload: DownPayload<M>, line: NodeLine): void {
    // The last words of a node that the camera has left are not of its picture any more.
    if ('camera' in payload && this.#lines.lineOf(payload.camera) !== line) return;
    const handlers: { [Each in DownMessage]: (payload: DownPayload<Each>) => void } = {
      cameraState: ({ camera, state }) => {
        this.#tile(camera).cameraState = state;
        this.#notify();
      },
      frameClock: (clock) => {
        this.#tile(clock.camera).frameClock = clock;
      },
      ptzHolder: ({ camera, holder, isRunaway }) => {
        const tile = this.#tile(camera);
        tile.ptzHolder = holder;
        tile.isRunaway = isRunaway === true;
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
        line.viewings.handleClosed(camera, viewing, cause);
        this.#notify();
      },
    };
    handlers[message](payload);
  }

  #tick(): void {
    this.#cancelTick = this.#options.timers.after(this.#settings.tickMs, () => {
      this.#lines.handleTick();
      this.#layers.reconcile();
      void this.#watchStalls();
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
    this.#lines.lineOf(tile.camera).viewings.nudge(tile);
  }

  #isLate(tile: Tile): boolean {
    return (tile.lateByMs ?? Infinity) > this.#settings.suspectAfterMs;
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
