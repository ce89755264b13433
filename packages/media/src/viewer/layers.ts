import type { Clock, Timers } from '@truc/base';
import type { CameraId, Layer, LayerStep, UpAnswer } from '@truc/media/signalling';
import { chooseLarge } from './large-tiles.ts';
import type { MediaConnection } from './media-connection.ts';
import { frameDistanceMs } from './picture-age.ts';
import type { ReceivedTrack, SignallingPort, SurfaceSize, ViewerLog } from './ports.ts';
import type { ViewerSettings } from './settings.ts';
import type { Tile, TileViewing } from './tile.ts';

export type LayersOptions = {
  /** Over which the camera comes. */
  readonly line: (camera: CameraId) => {
    readonly signalling: SignallingPort;
    readonly connection: Pick<MediaConnection, 'session'>;
  };
  readonly tile: (camera: CameraId) => Tile;
  /** Those that somebody can see now: what is being hidden runs on for a moment, and may be laid out large. */
  readonly visible: () => readonly CameraId[];
  /** Whether the link loses nothing: one that does has no room for a larger picture. */
  readonly isLinkClean: () => boolean;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly settings: ViewerSettings;
  readonly log: ViewerLog;
};

/** About one frame of a screen. */
const pollMs = 16;
/** A layout that changes tells its tiles' sizes one after the other, some before and some after what is shown is known. */
const settleMs = 40;

/**
 * Brings the picture of each tile in line with its size: a large tile gets its camera's larger picture, and gives it back when
 * it is small again. The picture that is there stays on the screen until the other's first frame of now is decoded.
 */
export class Layers {
  readonly #options: LayersOptions;
  readonly #sizes = new Map<CameraId, SurfaceSize>();
  readonly #changing = new Set<CameraId>();
  /** Cameras whose larger picture was not to be had, and until when they are left alone. */
  readonly #restingUntil = new Map<CameraId, number>();
  /** Those whose larger picture was promised and did not come. */
  readonly #missing = new Set<CameraId>();
  readonly #warmedAt = new Map<CameraId, number>();
  #settledAt = -Infinity;
  #cancelSettle = () => {};

  constructor(options: LayersOptions) {
    this.#options = options;
  }

  /** In pixels of the screen; null when nothing shows the camera any more. */
  setSize(camera: CameraId, size: SurfaceSize | null): void {
    if (size === null) this.#sizes.delete(camera);
    else this.#sizes.set(camera, size);
    this.handleChange();
  }

  /** Sizes or what is shown change: looks again when they have come to rest. */
  handleChange(): void {
    this.#cancelSettle();
    this.#settledAt = this.#options.clock.monotonic() + settleMs;
    this.#cancelSettle = this.#options.timers.after(settleMs, () => this.reconcile());
  }

  /** Whether the tile is large and its camera has a larger picture that was not to be had. */
  isSmallOnly(camera: CameraId): boolean {
    return this.#missing.has(camera) && chooseLarge(this.#sizes, this.#options).has(camera);
  }

  close(): void {
    this.#cancelSettle();
  }

  /** The tile may become large in a moment: somebody points at it. */
  warm(camera: CameraId): void {
    const { viewing } = this.#options.tile(camera);
    const now = this.#options.clock.monotonic();
    const isWarm = now - (this.#warmedAt.get(camera) ?? -Infinity) < this.#options.settings.warmAgainAfterMs;
    if (isWarm || viewing?.running !== true || viewing.main !== null || this.#isResting(camera)) return;
    this.#warmedAt.set(camera, now);
    void this.#say(camera, viewing, ['main', 'warm']);
  }

  /** To be called a few times a second. */
  reconcile(): void {
    if (this.#options.clock.monotonic() < this.#settledAt) return;
    for (const camera of this.#options.visible()) {
      const tile = this.#options.tile(camera);
      const { viewing } = tile;
      if (!this.#sizes.has(camera) || this.#changing.has(camera)) continue;
      if (viewing === null || !viewing.running) continue;
      const isLate = (tile.lateByMs ?? 0) > this.#options.settings.suspectAfterMs;
      if (viewing.main !== null && isLate) {
        this.#missing.add(camera);
        this.#rest(camera);
      }
      const wantsMain = this.#wantsMain(camera);
      if (wantsMain && viewing.main === null && tile.isProved) void this.#change(tile, viewing, 'main');
      if (!wantsMain && viewing.main !== null) void this.#change(tile, viewing, 'sub');
    }
  }

  #wantsMain(camera: CameraId): boolean {
    if (this.#isResting(camera) || !this.#options.isLinkClean()) return false;
    return chooseLarge(this.#sizes, this.#options).has(camera);
  }

  async #change(tile: Tile, viewing: TileViewing, to: Layer): Promise<void> {
    const { camera } = tile;
    this.#changing.add(camera);
    try {
      if (to === 'main') await this.#enlarge(tile, viewing);
      else await this.#shrink(tile, viewing);
    } catch (error) {
      this.#options.log.warn(`layer not changed: ${String(error)}`);
      this.#rest(camera);
    } finally {
      this.#changing.delete(camera);
    }
  }

  async #enlarge(tile: Tile, viewing: TileViewing): Promise<void> {
    const { camera } = tile;
    const { session } = this.#options.line(camera).connection;
    const prepared = await this.#say(camera, viewing, ['main', 'prepare']);
    if (prepared?.consumer === undefined || session === null) return this.#rest(tile.camera);
    const received = await session.receiver.receive(prepared.consumer);
    const begun = await this.#say(camera, viewing, ['main', 'begin']);
    const wait = { tile, viewing, received, isWanted: () => this.#wantsMain(tile.camera) };
    const outcome = begun === null ? 'late' : await this.#untilDecoded({ ...wait, begun });
    if (outcome === 'there') {
      this.#missing.delete(camera);
      tile.showMain(viewing, received);
      await this.#say(camera, viewing, ['main', 'shown']);
      return;
    }
    received.close();
    if (outcome === 'late') {
      this.#missing.add(camera);
      this.#rest(camera);
    }
    await this.#say(camera, viewing, ['sub', 'shown']);
  }

  async #shrink(tile: Tile, viewing: TileViewing): Promise<void> {
    const received = viewing.track;
    const before = received.lastFrameTimestamp();
    const begun = await this.#say(tile.camera, viewing, ['sub', 'begin']);
    // Without an answer the line is down: what is there stays, and is tried again.
    if (begun === null) return;
    const wait = { tile, viewing, received, begun, before, isWanted: () => true };
    if ((await this.#untilDecoded(wait)) !== 'there') return;
    tile.showSub(viewing);
    await this.#say(tile.camera, viewing, ['sub', 'shown']);
  }

  /** `there`: a frame of now is decoded. `gone`: the viewing does not run any more, or the tile is not to change after all. */
  async #untilDecoded(wait: {
    readonly tile: Tile;
    readonly viewing: TileViewing;
    readonly received: ReceivedTrack;
    readonly begun: UpAnswer<'layer'>;
    readonly before?: number | null;
    readonly isWanted: () => boolean;
  }): Promise<'there' | 'late' | 'gone'> {
    const { clock, timers, settings } = this.#options;
    const { tile, viewing, received, begun, before = null, isWanted } = wait;
    const giveUpAt = clock.monotonic() + settings.layerPatienceMs;
    for (;;) {
      if (tile.viewing !== viewing || !viewing.running || !isWanted()) return 'gone';
      if (clock.monotonic() > giveUpAt) return 'late';
      const decoded = received.lastFrameTimestamp();
      const isNew = decoded !== null && decoded !== before;
      if (isNew && (begun.replay === undefined || frameDistanceMs(begun.replay.liveFrom, decoded) >= 0))
        return 'there';
      await new Promise<void>((resolve) => void timers.after(pollMs, resolve));
    }
  }

  /** Null without an answer. */
  async #say(
    camera: CameraId,
    viewing: TileViewing,
    [layer, step]: readonly [Layer, LayerStep],
  ): Promise<UpAnswer<'layer'> | null> {
    const { signalling } = this.#options.line(camera);
    const reply = await signalling.request('layer', { viewing: viewing.id, layer, step });
    return reply.ok ? reply.value : null;
  }

  #rest(camera: CameraId): void {
    const { clock, settings } = this.#options;
    this.#restingUntil.set(camera, clock.monotonic() + settings.retryRefusedAfterMs);
  }

  #isResting(camera: CameraId): boolean {
    return this.#options.clock.monotonic() < (this.#restingUntil.get(camera) ?? -Infinity);
  }
}
