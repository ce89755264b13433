import type { Timers } from '@truc/base';
import type { types } from 'mediasoup';
import type { CameraIngest } from './ingest-port.ts';
import { planReplay } from './gop-replay.ts';
import type { Replay } from './gop-replay.ts';
import { RtpFeed } from './rtp-feed.ts';

export type ReplayLaneOptions = {
  readonly transport: types.DirectTransport;
  readonly ingest: Pick<CameraIngest, 'gop' | 'requestKeyframe'>;
  readonly timers: Timers;
  readonly onClose: (lane: ReplayLane) => void;
};

/** What a viewing in the lane is told. */
export type LaneListener = {
  /** The replay begins now. */
  readonly handleReplay: (replay: Replay) => void;
  /** The lane ends, mostly because the camera's keyframe is about to be sent: take the shared Producer from here on. */
  readonly handleHandover: () => void;
};

/** A viewing's place in a lane. */
export interface LaneSeat {
  readonly producerId: string;
  /** Whether it can still be taken up: the lane has not begun without it. */
  readonly isOpen: boolean;
  /** The viewer holds the lane's track, and its Consumer has been resumed. */
  begin(): void;
  /** May be called twice. */
  leave(): void;
}

/** Who joins within this time shares a lane. */
const joinWindowMs = 100;
/** The first of several who is ready waits this long for the others. */
const patienceMs = 40;
/** A lane in which nobody has begun is given up. */
const unusedAfterMs = 10_000;
/** Lost packets of the last frames may be asked for until then. */
const closeAfterMs = 2_000;
/** mediasoup asks for a keyframe when a Consumer is resumed: the replay itself is the answer. */
const answeredByReplayMs = 600;

type Seat = { readonly listener: LaneListener; ready: boolean };

/**
 * A short-lived Producer that replays the camera's current group of pictures to those who have just joined, and then what
 * the camera sends, until its next keyframe. Nobody who watches already is disturbed, and the camera is asked for nothing.
 */
export class ReplayLane {
  readonly #options: ReplayLaneOptions;
  readonly #feed: RtpFeed;
  readonly #seats = new Set<Seat>();
  readonly #timers = new Set<() => void>();
  #state: 'open' | 'running' | 'ended' = 'open';
  #accepts = true;
  #waits = false;
  #passesRequests = false;

  static async create(options: ReplayLaneOptions): Promise<ReplayLane> {
    const lane: { current?: ReplayLane } = {};
    const feed = await RtpFeed.create({
      transport: options.transport,
      timers: options.timers,
      showsAtOnce: true,
      onKeyframeWanted: () => lane.current?.handleKeyframeWanted(),
    });
    lane.current = new ReplayLane(options, feed);
    return lane.current;
  }

  private constructor(options: ReplayLaneOptions, feed: RtpFeed) {
    this.#options = options;
    this.#feed = feed;
    feed.producer.observer.once('close', () => this.#handleClosed());
    this.#after(joinWindowMs, () => (this.#accepts = false));
    this.#after(unusedAfterMs, () => this.#state === 'open' && this.close());
  }

  /** Whether one who joins now can still share it. */
  get accepts(): boolean {
    return this.#accepts && this.#state === 'open' && !this.#feed.closed;
  }

  get seats(): number {
    return this.#seats.size;
  }

  take(listener: LaneListener): LaneSeat {
    const seat: Seat = { listener, ready: false };
    this.#seats.add(seat);
    const isOpen = () => this.#state === 'open' && this.#seats.has(seat) && !this.#feed.closed;
    return {
      producerId: this.#feed.producer.id,
      get isOpen() {
        return isOpen();
      },
      begin: () => this.#begin(seat),
      leave: () => this.#leave(seat),
    };
  }

  handlePacket(packet: Buffer): void {
    if (this.#state === 'running') this.#feed.send(packet);
  }

  handleRtcp(compound: Buffer): void {
    if (this.#state === 'running') this.#feed.report(compound);
  }

  /** To be called before the first packet of the camera's keyframe goes into the shared Producer. */
  handleKeyframe(): void {
    if (this.#state === 'running') this.#handOver();
  }

  handleKeyframeWanted(): void {
    if (this.#passesRequests) this.#options.ingest.requestKeyframe();
  }

  close(): void {
    this.#feed.close();
  }

  #begin(seat: Seat): void {
    if (!this.#seats.has(seat)) return;
    seat.ready = true;
    if (this.#state !== 'open') return;
    if ([...this.#seats].every(({ ready }) => ready)) return this.#start();
    if (this.#waits) return;
    this.#waits = true;
    this.#after(patienceMs, () => this.#state === 'open' && this.#start());
  }

  #start(): void {
    // Whoever is not ready has missed it, and joins anew.
    for (const seat of this.#seats) if (!seat.ready) this.#seats.delete(seat);
    const replay = planReplay(this.#options.ingest.gop.frames(), undefined);
    // The group was interrupted, or has grown too large meanwhile: they wait for the camera's keyframe as others do.
    if (replay === undefined) return this.#handOver();
    this.#state = 'running';
    for (const { listener } of this.#seats) listener.handleReplay(replay);
    this.#feed.replay(replay);
    this.#after(answeredByReplayMs, () => (this.#passesRequests = true));
  }

  #handOver(): void {
    this.#state = 'ended';
    this.#feed.dropQueue();
    const seats = [...this.#seats];
    this.#seats.clear();
    this.#after(closeAfterMs, () => this.close());
    for (const { listener } of seats) listener.handleHandover();
  }

  #leave(seat: Seat): void {
    if (this.#seats.delete(seat) && this.#seats.size === 0) this.close();
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#options.timers.after(delayMs, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }

  #handleClosed(): void {
    this.#state = 'ended';
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#options.onClose(this);
  }
}
