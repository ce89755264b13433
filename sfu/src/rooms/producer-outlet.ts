import type { Timers } from '@truc/base';
import type { CameraId } from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { MediaRouter } from '../workers/media-worker.ts';
import type { CameraIngest } from './ingest-port.ts';
import { isReplayable, planReplay } from './gop-replay.ts';
import type { Replay, ReplayLimits } from './gop-replay.ts';
import { ReplayLane } from './replay-lane.ts';
import type { LaneListener, LaneSeat } from './replay-lane.ts';
import { startsKeyframe } from './rtp.ts';
import { RtpFeed } from './rtp-feed.ts';

export type ProducerOutletOptions = {
  readonly camera: CameraId;
  readonly router: MediaRouter;
  readonly ingest: Pick<CameraIngest, 'gop' | 'requestKeyframe'>;
  readonly replaysGop: boolean;
  readonly lingerMs: number;
  readonly timers: Timers;
  /** `running` has changed. */
  readonly onRunning: () => void;
  readonly onClose: () => void;
};

/** A viewing's use of the shared Producer. `replay`: what it is sent first, where that is not the present. */
export type Run = { readonly replay: Replay | undefined; readonly stop: () => void };

/**
 * A camera's Producer on one worker, shared by all viewers there, and the lanes in which joiners catch up with them.
 *
 * It is fed only while some viewing runs, so an unwatched camera costs the worker nothing.
 */
export class ProducerOutlet {
  readonly producer: types.Producer;
  readonly #options: ProducerOutletOptions;
  readonly #transport: types.DirectTransport;
  readonly #feed: RtpFeed;
  readonly #lanes = new Set<ReplayLane>();
  #opening: Promise<ReplayLane> | undefined;
  #holders = 0;
  #running = 0;
  #cancelLinger: (() => void) | undefined;
  #closed = false;

  static async create(options: ProducerOutletOptions): Promise<ProducerOutlet> {
    const transport = await options.router.router.createDirectTransport();
    const feed = await RtpFeed.create({
      transport,
      timers: options.timers,
      showsAtOnce: true,
      // mediasoup asks twice at most; the ingest goes on asking the camera until a keyframe comes.
      onKeyframeWanted: () => options.ingest.requestKeyframe(),
    });
    return new ProducerOutlet(options, { transport, feed });
  }

  private constructor(
    options: ProducerOutletOptions,
    parts: { transport: types.DirectTransport; feed: RtpFeed },
  ) {
    this.#options = options;
    this.#transport = parts.transport;
    this.#feed = parts.feed;
    this.producer = parts.feed.producer;
    parts.transport.observer.once('close', () => this.#handleClosed());
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether somebody is sent the camera's pictures, also in a lane. */
  get running(): boolean {
    return this.#running > 0 || [...this.#lanes].some((lane) => lane.seats > 0);
  }

  /** A viewing begins to use this Producer; the returned function gives it back and may be called twice. */
  hold(): () => void {
    this.#holders += 1;
    this.#cancelLinger?.();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holders -= 1;
      if (this.#holders === 0 && !this.#closed) {
        this.#cancelLinger = this.#options.timers.after(this.#options.lingerMs, () => this.close());
      }
    };
  }

  /**
   * A place in a replay lane for one who joins others; nothing where none is needed (nobody watches: `run` replays) or the
   * group cannot be replayed within the limits. Joiners of the same moment share a lane.
   */
  async takeSeat(limits: ReplayLimits, listener: LaneListener): Promise<LaneSeat | undefined> {
    if (!this.#options.replaysGop || this.#running === 0) return undefined;
    if (!isReplayable(this.#options.ingest.gop.frames(), limits)) return undefined;
    const lane = await this.#lane();
    return this.#closed || !lane.accepts ? undefined : lane.take(listener);
  }

  /**
   * A viewing whose Consumer has just been resumed begins to run; `stop` ends that and may be called twice. The first to run
   * is sent the current group of pictures, since nobody else is disturbed by it, unless it comes from a lane (`isCaughtUp`).
   */
  run({ isCaughtUp = false } = {}): Run {
    this.#running += 1;
    if (this.#running === 1) this.#options.onRunning();
    const replays = this.#running === 1 && this.#options.replaysGop && !isCaughtUp;
    const replay = replays ? this.#replay() : undefined;
    let runs = true;
    const stop = () => {
      if (!runs) return;
      runs = false;
      this.#running -= 1;
      if (this.#running > 0) return;
      this.#feed.dropQueue();
      this.#options.onRunning();
    };
    return { replay, stop };
  }

  handlePacket(packet: Buffer): void {
    if (this.#lanes.size > 0 && startsKeyframe(packet)) for (const lane of this.#lanes) lane.handleKeyframe();
    for (const lane of this.#lanes) lane.handlePacket(packet);
    if (this.#running > 0) this.#feed.send(packet);
  }

  handleRtcp(compound: Buffer): void {
    for (const lane of this.#lanes) lane.handleRtcp(compound);
    if (this.#running > 0) this.#feed.report(compound);
  }

  serialize() {
    return {
      worker: this.#options.router.worker.index,
      holders: this.#holders,
      running: this.#running,
      lanes: this.#lanes.size,
    };
  }

  close(): void {
    if (!this.#closed) this.#transport.close();
  }

  async #lane(): Promise<ReplayLane> {
    const open = [...this.#lanes].find((lane) => lane.accepts);
    if (open !== undefined) return open;
    this.#opening ??= this.#openLane().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #openLane(): Promise<ReplayLane> {
    const { ingest, timers } = this.#options;
    const transport = this.#transport;
    const lane = await ReplayLane.create({
      transport,
      ingest,
      timers,
      onClose: (closed) => {
        this.#lanes.delete(closed);
        this.#options.onRunning();
      },
    });
    this.#lanes.add(lane);
    return lane;
  }

  #replay(): Replay | undefined {
    const replay = planReplay(this.#options.ingest.gop.frames(), this.#feed.lastTimestamp);
    if (replay !== undefined) this.#feed.replay(replay);
    return replay;
  }

  #handleClosed(): void {
    this.#closed = true;
    this.#cancelLinger?.();
    this.#feed.dropQueue();
    for (const lane of this.#lanes) lane.close();
    this.#options.onClose();
  }
}
