import type { Clock, Random, Timers } from '@truc/base';
import type { CameraId, DisplayId, DownMessage, DownPayload, NodePlace } from '@truc/media/signalling';
import { JitterTarget } from './jitter-target.ts';
import { MediaConnection } from './media-connection.ts';
import type { CreateDevice, SignallingPort, ViewerLog } from './ports.ts';
import { createBackoff } from './retry-policy.ts';
import type { ViewerSettings } from './settings.ts';
import { Viewings } from './viewings.ts';
import type { ViewingsOptions } from './viewings.ts';

export type NodeLineOptions = Pick<ViewingsOptions, 'grants' | 'tile' | 'onElsewhere' | 'onChange'> & {
  /** Null: the province's one SFU, or the one that the server picks. */
  readonly place: NodePlace | null;
  readonly signalling: SignallingPort;
  readonly display: DisplayId;
  readonly createDevice: CreateDevice;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: ViewerLog;
  readonly settings: ViewerSettings;
  readonly onOutdated: () => void;
  readonly onMessage: <M extends DownMessage>(message: M, payload: DownPayload<M>) => void;
};

/** One SFU as this display has it: a line, a PeerConnection, and the viewings over them. */
export class NodeLine {
  readonly place: NodePlace | null;
  readonly signalling: SignallingPort;
  readonly connection: MediaConnection;
  readonly viewings: Viewings;
  readonly jitter = new JitterTarget();
  readonly #options: NodeLineOptions;
  readonly #unsubscribe: () => void;
  #downAt: number | null;
  #wasUp = false;
  #lastLinkAt = -Infinity;

  constructor(options: NodeLineOptions) {
    this.#options = options;
    this.place = options.place;
    this.signalling = options.signalling;
    this.connection = this.#createConnection();
    this.viewings = new Viewings({
      ...options,
      connection: this.connection,
      retryPolicy: createBackoff({ firstMs: 500, mostMs: 10_000, random: options.random }),
    });
    this.#downAt = options.clock.monotonic();
    this.#unsubscribe = options.signalling.subscribe({
      handleConnected: () => this.#handleConnected(),
      handleDisconnected: () => {
        this.#downAt = options.clock.monotonic();
        this.connection.handleSignallingDisconnected();
      },
      handleMessage: (message, payload) => options.onMessage(message, payload),
    });
    if (options.signalling.connected) this.#handleConnected();
  }

  /** Whether it has been without its node for so long that the cameras may be elsewhere. */
  get isDown(): boolean {
    const { clock, settings } = this.#options;
    if (this.#downAt === null) return false;
    const patienceMs = this.#wasUp ? settings.nodeLostAfterMs : settings.nodeUnreachableAfterMs;
    return clock.monotonic() - this.#downAt >= patienceMs;
  }

  /** To be called a few times a second. */
  handleTick(): void {
    this.connection.handleTick();
    this.viewings.handleTick(this.#options.clock.now() + (this.connection.offset.offsetMs ?? 0));
    void this.#measureLink();
  }

  /** Takes the camera off this line: another has it. */
  release(camera: CameraId): void {
    this.viewings.release(camera);
  }

  close(): void {
    this.#unsubscribe();
    this.connection.close();
    this.signalling.close();
  }

  #handleConnected(): void {
    this.#downAt = null;
    this.#wasUp = true;
    this.connection.handleSignallingConnected();
  }

  #createConnection(): MediaConnection {
    const { random } = this.#options;
    return new MediaConnection({
      ...this.#options,
      joinPolicy: createBackoff({ firstMs: 500, mostMs: 10_000, random }),
      onSession: () => {
        this.jitter.forget();
        this.viewings.handleSession();
      },
      onOutdated: () => this.#options.onOutdated(),
      onResumed: (viewings) => this.viewings.handleResumed(viewings),
    });
  }

  /** Frames are held back where packets are lost: the picture is a little older then, and moves. */
  async #measureLink(): Promise<void> {
    const { clock, settings } = this.#options;
    const now = clock.monotonic();
    if (now - this.#lastLinkAt < settings.linkIntervalMs) return;
    this.#lastLinkAt = now;
    const session = this.connection.session;
    const stats = await session?.receiver.linkStats();
    if (stats === undefined || this.connection.session !== session) return;
    session?.receiver.setJitterTarget(this.jitter.take(stats, now));
  }
}
