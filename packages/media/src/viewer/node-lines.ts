import type { Clock, Random, Timers } from '@truc/base';
import type { CameraId, DisplayId, DownMessage, DownPayload, NodePlace } from '@truc/media/signalling';
import type { LinkQuality } from './jitter-target.ts';
import { NodeGrants } from './node-grants.ts';
import type { HeldLease } from './node-grants.ts';
import { NodeLine } from './node-line.ts';
import type { CreateDevice, LocateCameras, RequestGrants, SignallingPort, ViewerLog } from './ports.ts';
import type { ViewerSettings } from './settings.ts';
import type { Tile } from './tile.ts';
import type { PlacedGrant } from './viewings.ts';

export type NodeLinesOptions = {
  readonly openSignalling: (place: NodePlace | null) => SignallingPort;
  readonly requestGrants: RequestGrants;
  readonly locateCameras?: LocateCameras;
  readonly leases?: () => readonly HeldLease[];
  readonly display: DisplayId;
  readonly createDevice: CreateDevice;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: ViewerLog;
  readonly settings: ViewerSettings;
  readonly tile: (camera: CameraId) => Tile;
  readonly onOutdated: () => void;
  readonly onMessage: <M extends DownMessage>(message: M, payload: DownPayload<M>, line: NodeLine) => void;
  readonly onChange: () => void;
};

const anySfu = '';

/**
 * The lines of one display. It begins with one, to whichever SFU the server picks; where the grants name nodes, each camera is
 * watched over a line to its own. When a line is gone its cameras are looked for elsewhere, and so is what a node has lost.
 */
export class NodeLines {
  readonly #options: NodeLinesOptions;
  readonly #grants: NodeGrants;
  readonly #lines = new Map<string, NodeLine>();
  readonly #placed = new Map<CameraId, NodePlace>();
  #shown: readonly CameraId[] = [];
  #leaving: readonly CameraId[] = [];
  #locatedAt = -Infinity;
  #locating = false;
  #closed = false;

  constructor(options: NodeLinesOptions) {
    this.#options = options;
    this.#grants = new NodeGrants({
      requestGrants: options.requestGrants,
      leases: options.leases ?? (() => []),
      unreachable: () => this.#unreachable(),
    });
    // Its PeerConnection stands before the first grant is there.
    this.#lineTo(null);
  }

  /** The poorest of the lines. */
  get quality(): LinkQuality {
    const all = [...this.#lines.values()].map(({ jitter }) => jitter.quality);
    return all.reduce((worst, each) => (each.jitterTargetMs > worst.jitterTargetMs ? each : worst));
  }

  lineOf(camera: CameraId): NodeLine {
    return this.#lineTo(this.#placed.get(camera) ?? null);
  }

  show(visible: readonly CameraId[], leaving: readonly CameraId[]): void {
    this.#shown = visible;
    this.#leaving = leaving;
    this.#placeLeased(visible);
    for (const camera of visible) this.lineOf(camera);
    for (const line of this.#lines.values()) {
      const isOfLine = (camera: CameraId) => this.lineOf(camera) === line;
      line.viewings.show(visible.filter(isOfLine), leaving.filter(isOfLine));
    }
  }

  handleTick(): void {
    for (const line of [...this.#lines.values()]) line.handleTick();
    void this.#locate();
  }

  close(): void {
    this.#closed = true;
    for (const line of this.#lines.values()) line.close();
  }

  #lineTo(place: NodePlace | null): NodeLine {
    const key = keyOf(place);
    const known = this.#lines.get(key) ?? (this.#closed ? this.#lines.get(anySfu) : undefined);
    if (known !== undefined) return known;
    const line: NodeLine = new NodeLine({
      ...this.#options,
      place,
      signalling: this.#options.openSignalling(place),
      grants: this.#grants,
      onElsewhere: (answers) => this.#handleElsewhere(answers),
      onMessage: (message, payload) => this.#options.onMessage(message, payload, line),
    });
    this.#lines.set(key, line);
    return line;
  }

  #handleElsewhere(answers: readonly PlacedGrant[]): void {
    if (this.#closed) return;
    for (const answer of answers) {
      // Without a token it is a lease that names the place: the grant is asked for over there.
      if (answer.token !== '') this.#grants.keep(answer);
      this.#move(answer.camera, answer.place);
    }
    this.show(this.#shown, this.#leaving);
  }

  #move(camera: CameraId, place: NodePlace): void {
    const before = this.lineOf(camera);
    const after = this.#lineTo(place);
    if (before === after) return;
    before.release(camera);
    this.#placed.set(camera, place);
  }

  /** A lease says where a camera is before anybody is asked: the server, and the way to it, may be away. */
  #placeLeased(cameras: readonly CameraId[]): void {
    const leases = this.#options.leases?.() ?? [];
    for (const camera of cameras) {
      const lease = leases.find((each) => each.cameras.includes(camera));
      if (lease === undefined || this.#placed.has(camera)) continue;
      if (!this.#unreachable().includes(lease.place.node)) this.#move(camera, lease.place);
    }
  }

  /** While the line of a shown camera is gone: asks now and then whether another node sends its pictures. */
  async #locate(): Promise<void> {
    const { clock, settings, locateCameras, log } = this.#options;
    const now = clock.monotonic();
    const lost = this.#shown.filter((camera) => this.#placed.has(camera) && this.lineOf(camera).isDown);
    if (lost.length === 0 || this.#closed || locateCameras === undefined || this.#locating) return;
    if (now - this.#locatedAt < settings.locateEveryMs) return;
    this.#locatedAt = now;
    this.#locating = true;
    try {
      const places = await locateCameras(lost, this.#unreachable());
      if (this.#closed) return;
      for (const [camera, place] of places) if (this.lineOf(camera).isDown) this.#move(camera, place);
      this.show(this.#shown, this.#leaving);
    } catch (error) {
      log.warn(`cameras not located: ${String(error)}`);
    } finally {
      this.#locating = false;
    }
  }

  #unreachable(): readonly string[] {
    return [...this.#lines.values()].flatMap(({ place, isDown }) =>
      place !== null && isDown ? [place.node] : [],
    );
  }
}

function keyOf(place: NodePlace | null): string {
  return place === null ? anySfu : `${place.node} ${place.at ?? ''}`;
}
