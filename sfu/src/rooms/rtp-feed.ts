import { randomInt } from 'node:crypto';
import type { Timers } from '@truc/base';
import type { types } from 'mediasoup';
import { cameraCodec, cameraPayloadType } from '../workers/media-worker.ts';
import { liveBlock, playoutDelay, replayedBlock } from './playout-delay.ts';
import type { Replay, ReplayPacket } from './gop-replay.ts';
import { renumbered, rtpTimestamp, senderReport } from './rtp.ts';

export type RtpFeedOptions = {
  readonly transport: types.DirectTransport;
  readonly timers: Timers;
  /** A viewer's decoder asks for a keyframe. */
  readonly onKeyframeWanted: () => void;
  /** Viewers are asked to show each frame as soon as it can be decoded, and not to smooth its rhythm. */
  readonly showsAtOnce?: boolean;
  /** Of a replay; 64 Mbit/s where not given. */
  readonly pace?: { readonly partBytes: number };
};

/** A replay is sent in parts of this size, this far apart (64 Mbit/s): sockets' buffers along the way hold one part. */
const standardPace = { partBytes: 32_000 };
const partIntervalMs = 4;

/**
 * One Producer on a worker and what is sent into it. It numbers its packets itself: whatever was left out or replayed, the
 * worker sees one unbroken sequence. A replay is paced, and what the camera sends meanwhile queues behind it.
 */
export class RtpFeed {
  readonly producer: types.Producer;
  readonly #options: RtpFeedOptions;
  readonly #ssrc: number;
  #sequence = randomInt(0x10000);
  #lastTimestamp: number | undefined;
  #queue: ReplayPacket[] = [];
  #cancelPart: (() => void) | undefined;
  #closed = false;

  static async create(options: RtpFeedOptions): Promise<RtpFeed> {
    const ssrc = randomInt(1, 0xffff_ffff);
    const producer = await options.transport.produce({
      kind: 'video',
      rtpParameters: {
        codecs: [
          {
            mimeType: cameraCodec.mimeType,
            clockRate: cameraCodec.clockRate,
            parameters: cameraCodec.parameters,
            payloadType: cameraPayloadType,
            // Without `nack pli` mediasoup asks for no keyframe at all; a bare `nack` would ask for what no camera resends.
            rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
          },
        ],
        encodings: [{ ssrc }],
        headerExtensions: options.showsAtOnce === true ? [playoutDelay] : [],
      },
    });
    producer.on('trace', () => options.onKeyframeWanted());
    await producer.enableTraceEvent(['pli']);
    return new RtpFeed(options, { producer, ssrc });
  }

  private constructor(options: RtpFeedOptions, parts: { producer: types.Producer; ssrc: number }) {
    this.#options = options;
    this.producer = parts.producer;
    this.#ssrc = parts.ssrc;
    parts.producer.observer.once('close', () => {
      this.#closed = true;
      this.dropQueue();
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Of the last packet that was sent, or nothing before the first. */
  get lastTimestamp(): number | undefined {
    return this.#lastTimestamp;
  }

  /** Sends a packet of the camera under its true time: now, or behind the replay that is under way. */
  send(packet: Buffer): void {
    if (this.#cancelPart === undefined) this.#emit(packet, rtpTimestamp(packet));
    else this.#queue.push({ packet, timestamp: rtpTimestamp(packet) });
  }

  /** Begins to send the replay: its first part at once. */
  replay({ packets }: Replay): void {
    this.#queue = [...packets];
    this.#sendPart();
  }

  /** What is still queued is out of date: the camera's keyframe follows. */
  dropQueue(): void {
    this.#cancelPart?.();
    this.#cancelPart = undefined;
    this.#queue = [];
  }

  report(compound: Buffer): void {
    if (this.#closed) return;
    const report = senderReport(compound, this.#ssrc);
    if (report !== undefined) this.#options.transport.sendRtcp(report);
  }

  close(): void {
    if (!this.#closed) this.producer.close();
  }

  #sendPart(): void {
    this.#cancelPart = undefined;
    const { partBytes } = this.#options.pace ?? standardPace;
    let bytes = 0;
    let count = 0;
    for (const { packet, timestamp } of this.#queue) {
      this.#emit(packet, timestamp);
      count += 1;
      bytes += packet.length;
      if (bytes >= partBytes) break;
    }
    this.#queue = this.#queue.slice(count);
    if (this.#queue.length > 0)
      this.#cancelPart = this.#options.timers.after(partIntervalMs, () => this.#sendPart());
  }

  #emit(packet: Buffer, timestamp: number): void {
    if (this.#closed) return;
    const numbers = { ssrc: this.#ssrc, sequence: this.#sequence, timestamp };
    this.producer.send(renumbered(packet, numbers, this.#extensionOf(packet, timestamp)));
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#lastTimestamp = timestamp;
  }

  /** In a frame's first packet, where a receiver reads it. */
  #extensionOf(packet: Buffer, timestamp: number): Buffer | undefined {
    if (this.#options.showsAtOnce !== true || timestamp === this.#lastTimestamp) return undefined;
    return timestamp === rtpTimestamp(packet) ? liveBlock : replayedBlock;
  }
}
