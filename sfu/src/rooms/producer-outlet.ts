import { randomInt } from 'node:crypto';
import type { Timers } from '@truc/base';
import type { CameraId } from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { MediaWorker } from '../workers/media-worker.ts';
import { cameraCodec, cameraPayloadType } from '../workers/media-worker.ts';
import type { CameraIngest } from './ingest-port.ts';
import { planReplay } from './gop-replay.ts';
import { renumbered, rtpTimestamp, senderReport } from './rtp.ts';

export type ProducerOutletOptions = {
  readonly camera: CameraId;
  readonly worker: MediaWorker;
  readonly ingest: Pick<CameraIngest, 'gop' | 'requestKeyframe'>;
  readonly replaysGop: boolean;
  readonly lingerMs: number;
  readonly timers: Timers;
  /** `running` has changed. */
  readonly onRunning: () => void;
  readonly onClose: () => void;
};

/**
 * A camera's Producer on one worker, shared by all viewers there.
 *
 * It is fed only while some viewing runs, so an unwatched camera costs the worker nothing, and it numbers its packets
 * itself: whatever was left out or replayed, the worker sees one unbroken sequence.
 */
export class ProducerOutlet {
  readonly producer: types.Producer;
  readonly #options: ProducerOutletOptions;
  readonly #transport: types.DirectTransport;
  readonly #ssrc: number;
  #sequence = randomInt(0x10000);
  #lastTimestamp: number | undefined;
  #holders = 0;
  #running = 0;
  #cancelLinger: (() => void) | undefined;
  #closed = false;
  packetsSent = 0;

  static async create(options: ProducerOutletOptions): Promise<ProducerOutlet> {
    const transport = await options.worker.router.createDirectTransport();
    const ssrc = randomInt(1, 0xffff_ffff);
    const producer = await transport.produce({
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
      },
    });
    // mediasoup asks twice at most; the ingest goes on asking the camera until a keyframe comes.
    producer.on('trace', () => options.ingest.requestKeyframe());
    await producer.enableTraceEvent(['pli']);
    return new ProducerOutlet(options, { transport, producer, ssrc });
  }

  private constructor(
    options: ProducerOutletOptions,
    parts: { transport: types.DirectTransport; producer: types.Producer; ssrc: number },
  ) {
    this.#options = options;
    this.#transport = parts.transport;
    this.producer = parts.producer;
    this.#ssrc = parts.ssrc;
    parts.transport.observer.once('close', () => this.#handleClosed());
  }

  get closed(): boolean {
    return this.#closed;
  }

  get running(): boolean {
    return this.#running > 0;
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
   * A viewing whose Consumer has just been resumed begins to run; the returned function stops it and may be called twice.
   * The first to run gets the current group of pictures at once, since nobody else is disturbed by it. One who joins others
   * waits for the camera's next keyframe.
   */
  run(): () => void {
    this.#running += 1;
    if (this.#running === 1) this.#options.onRunning();
    if (this.#running === 1 && this.#options.replaysGop) this.#replay();
    let runs = true;
    return () => {
      if (!runs) return;
      runs = false;
      this.#running -= 1;
      if (this.#running === 0) this.#options.onRunning();
    };
  }

  handlePacket(packet: Buffer): void {
    if (this.#running > 0) this.#send(packet, rtpTimestamp(packet));
  }

  handleRtcp(compound: Buffer): void {
    if (this.#running === 0 || this.#closed) return;
    const report = senderReport(compound, this.#ssrc);
    if (report !== undefined) this.#transport.sendRtcp(report);
  }

  serialize() {
    return { worker: this.#options.worker.index, holders: this.#holders, running: this.#running };
  }

  close(): void {
    if (!this.#closed) this.#transport.close();
  }

  #replay(): void {
    const frames = this.#options.ingest.gop.frames();
    for (const { packet, timestamp } of planReplay(frames, this.#lastTimestamp))
      this.#send(packet, timestamp);
  }

  #send(packet: Buffer, timestamp: number): void {
    if (this.#closed) return;
    this.producer.send(renumbered(packet, { ssrc: this.#ssrc, sequence: this.#sequence, timestamp }));
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#lastTimestamp = timestamp;
    this.packetsSent += 1;
  }

  #handleClosed(): void {
    this.#closed = true;
    this.#cancelLinger?.();
    this.#options.onClose();
  }
}
