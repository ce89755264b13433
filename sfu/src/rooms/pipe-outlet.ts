import type { Timers } from '@truc/base';
import type { types } from 'mediasoup';
import type { MediaRouter } from '../workers/media-worker.ts';
import { isReplayable } from './gop-replay.ts';
import type { CameraIngest } from './ingest-port.ts';
import { RtpFeed } from './rtp-feed.ts';
import { rtpTimestamp } from './rtp.ts';
import type { StreamOutlet } from './stream-outlet.ts';

export type PipeOutletOptions = {
  readonly router: MediaRouter;
  readonly ingest: Pick<CameraIngest, 'gop' | 'requestKeyframe'>;
  readonly timers: Timers;
  /** `running` has changed. */
  readonly onRunning: () => void;
  readonly onClose: () => void;
};

/** 16 Mbit/s: a facility's line has others on it. */
const pace = { partBytes: 8_000 };
/** mediasoup asks for a keyframe when the other node's Consumers begin: what is sent first is the answer. */
const answeredByReplayMs = 1_000;

/**
 * A camera's Producer for one other node, which has it for all of its own viewers. It begins with the current group of pictures
 * under their own timestamps: nobody decodes them on the way, and over there each is as old as it is.
 */
export class PipeOutlet implements StreamOutlet {
  readonly producer: types.Producer;
  readonly #options: PipeOutletOptions;
  readonly #transport: types.DirectTransport;
  readonly #feed: RtpFeed;
  #runs = false;
  #passesRequests = false;
  #cancel = () => {};

  static async create(options: PipeOutletOptions): Promise<PipeOutlet> {
    const transport = await options.router.router.createDirectTransport();
    const outlet: { current?: PipeOutlet } = {};
    const feed = await RtpFeed.create({
      transport,
      timers: options.timers,
      pace,
      onKeyframeWanted: () => outlet.current?.handleKeyframeWanted(),
    });
    outlet.current = new PipeOutlet(options, { transport, feed });
    return outlet.current;
  }

  private constructor(
    options: PipeOutletOptions,
    parts: { readonly transport: types.DirectTransport; readonly feed: RtpFeed },
  ) {
    this.#options = options;
    this.#transport = parts.transport;
    this.#feed = parts.feed;
    this.producer = parts.feed.producer;
    parts.transport.observer.once('close', () => this.#handleClosed());
  }

  get closed(): boolean {
    return this.#transport.closed;
  }

  get running(): boolean {
    return this.#runs && !this.closed;
  }

  /** Lets the packets flow. Says which timestamp the last kept frame has; nothing where none is kept, or they are too many. */
  begin(): number | undefined {
    const { ingest, timers, onRunning } = this.#options;
    const frames = ingest.gop.frames();
    const isReplayed = isReplayable(frames);
    this.#runs = true;
    if (isReplayed) {
      const packets = frames.flatMap((frame) =>
        frame.packets.map((packet) => ({ packet, timestamp: rtpTimestamp(packet) })),
      );
      this.#feed.replay({
        packets,
        liveFrom: frames.at(-1)?.rtpTimestamp ?? 0,
        startedMs: frames[0]?.wallMs ?? 0,
      });
    }
    this.#cancel = timers.after(answeredByReplayMs, () => (this.#passesRequests = true));
    onRunning();
    if (!isReplayed) ingest.requestKeyframe();
    return isReplayed ? frames.at(-1)?.rtpTimestamp : undefined;
  }

  requestKeyframe(): void {
    this.#options.ingest.requestKeyframe();
  }

  handleKeyframeWanted(): void {
    if (this.#passesRequests) this.requestKeyframe();
  }

  handlePacket(packet: Buffer): void {
    if (this.#runs) this.#feed.send(packet);
  }

  handleRtcp(compound: Buffer): void {
    if (this.#runs) this.#feed.report(compound);
  }

  serialize() {
    return { worker: this.#options.router.worker.index, pipe: true, running: this.running };
  }

  close(): void {
    if (!this.closed) this.#transport.close();
  }

  #handleClosed(): void {
    this.#cancel();
    this.#runs = false;
    this.#feed.dropQueue();
    this.#options.onClose();
  }
}
