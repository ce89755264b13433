import { randomInt } from 'node:crypto';
import type { Layer, PipeClock } from '@truc/media/signalling';
import { createGopBuffer, writeSenderReport } from '../ingest/index.ts';
import type { SentFrame } from '../ingest/index.ts';
import type { CameraIngest, CameraIngestOptions } from '../rooms/ingest-port.ts';
import { timestampDistance } from '../rooms/rtp.ts';
import { FrameAssembler } from './frame-assembler.ts';
import type { PipedFrame } from './frame-assembler.ts';

/** What one who holds a pipe is told. Times are by this node's own clock. */
export type PipeListener = {
  /** Packets follow. `kept`: the timestamp of the last of the past; what comes before it is no news. */
  readonly handleBegun: (begun: { readonly clock: PipeClock | null; readonly kept: number | null }) => void;
  readonly handlePacket: (packet: Buffer) => void;
  readonly handleClock: (clock: PipeClock) => void;
  readonly handleLost: () => void;
};

/** A hold on another node's camera. */
export type Pipe = { readonly requestKeyframe: () => void; readonly release: () => void };
export type OpenPipe = (layer: Layer, listener: PipeListener) => Pipe;

export type PipedIngestOptions = CameraIngestOptions & {
  readonly layer: Layer;
  readonly openPipe: OpenPipe;
  /** How long the pipe stays after the last who saw it: who comes back soon finds it there. */
  readonly lingerMs: number;
};

/** One who begins to watch waits no longer for the past. */
const readyWithinMs = 2_000;
const senderReportIntervalMs = 1_000;
const ticksPerMs = 90;

/**
 * A camera of another node as if it were one's own: its packets, on this node's timeline, its group of pictures, its clock. They
 * are fetched while somebody watches and a little longer; otherwise nothing flows.
 */
export class PipedIngest implements CameraIngest {
  readonly gop = createGopBuffer();
  readonly #options: PipedIngestOptions;
  readonly #ssrc = randomInt(1, 2 ** 32);
  #pipe: Pipe | undefined;
  #assembler: FrameAssembler | undefined;
  /** Came before it was said what they are. */
  #early: PipedFrame[] | undefined;
  #clock: PipeClock | undefined;
  /** What is added to the other node's timestamps, so that they continue ours. */
  #shift: number | undefined;
  /** The last of the past that is still to come, by the other node's timestamps. */
  #kept: number | undefined;
  #watched = false;
  #waitsForKeyframe = false;
  #cancelLinger = () => {};
  #waiting: ((isReady: boolean) => void)[] = [];
  #isReady = false;
  #sent = { packets: 0, octets: 0, reportAt: -Infinity };
  #closed = false;

  constructor(options: PipedIngestOptions) {
    this.#options = options;
  }

  /** The larger picture is pulled only while it is wanted; the smaller one begins with the first who watches. */
  start(): void {
    if (this.#options.layer === 'main') this.#open();
  }

  ready(): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    this.#open();
    this.#lingerUnlessWatched();
    if (this.#isReady) return Promise.resolve(true);
    return new Promise((resolve) => {
      const cancel = this.#options.timers.after(readyWithinMs, () => settle(false));
      const settle = (isReady: boolean) => {
        cancel();
        this.#waiting = this.#waiting.filter((each) => each !== settle);
        resolve(isReady);
      };
      this.#waiting.push(settle);
    });
  }

  setWatched(isWatched: boolean): void {
    if (this.#closed) return;
    this.#watched = isWatched;
    if (isWatched) {
      this.#cancelLinger();
      this.#open();
    } else {
      this.#waitsForKeyframe = false;
      this.#lingerUnlessWatched();
    }
  }

  requestKeyframe(): void {
    this.#pipe?.requestKeyframe();
  }

  /** Pictures are examined where the camera is. */
  wantKeyframe(): void {}

  close(): void {
    this.#closed = true;
    this.#end();
    this.#settle(false);
  }

  #open(): void {
    if (this.#pipe !== undefined || this.#closed) return;
    this.#early = [];
    this.#pipe = this.#options.openPipe(this.#options.layer, {
      handleBegun: ({ clock, kept }) => this.#handleBegun(clock, kept),
      handlePacket: (packet) => this.#assembler?.take(packet),
      handleClock: (clock) => this.#handleClock(clock),
      handleLost: () => this.#handleLost(),
    });
    this.#renewAssembler();
  }

  #renewAssembler(): void {
    this.#assembler?.close();
    this.#assembler = new FrameAssembler({
      timers: this.#options.timers,
      onFrame: (frame) => (this.#early === undefined ? this.#handleFrame(frame) : this.#early.push(frame)),
      onLoss: ({ isKeyframe }) => {
        this.gop.interrupt();
        if (isKeyframe) this.#waitsForKeyframe = true;
        this.requestKeyframe();
      },
    });
  }

  #lingerUnlessWatched(): void {
    this.#cancelLinger();
    if (this.#watched || this.#options.layer === 'main') return;
    this.#cancelLinger = this.#options.timers.after(this.#options.lingerMs, () => this.#end());
  }

  #end(): void {
    this.#cancelLinger();
    this.#assembler?.close();
    this.#assembler = undefined;
    this.#pipe?.release();
    this.#pipe = undefined;
    this.#forget();
  }

  /** What comes next continues nothing of this. */
  #forget(): void {
    this.#isReady = false;
    this.#shift = undefined;
    this.#clock = undefined;
    this.#kept = undefined;
    this.#early = [];
    this.gop.interrupt();
  }

  #handleLost(): void {
    this.#forget();
    this.#renewAssembler();
    this.#settle(false);
    const since = this.#options.clock.now();
    this.#options.onState({ state: 'no_signal', since, reason: 'unreachable' });
  }

  #handleBegun(clock: PipeClock | null, kept: number | null): void {
    if (clock !== null) this.#place(clock);
    this.#kept = kept ?? undefined;
    if (kept === null) this.#becomeReady();
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const frame of early) this.#handleFrame(frame);
  }

  #handleClock(clock: PipeClock): void {
    if (this.#shift === undefined) this.#place(clock);
    else this.#clock = clock;
  }

  /** The first clock of a pipe lays the other node's timestamps onto our timeline, where both streams of a camera meet. */
  #place(reading: PipeClock): void {
    const { origin, clock } = this.#options;
    this.#clock = reading;
    const from = origin ?? { rtpTimestamp: randomInt(2 ** 32), monotonicMs: clock.monotonic() };
    const monotonicMs = clock.monotonic() - (clock.now() - reading.wallMs);
    const ours = from.rtpTimestamp + Math.round((monotonicMs - from.monotonicMs) * ticksPerMs);
    this.#shift = ours - reading.rtpTimestamp;
  }

  #handleFrame({ packets, rtpTimestamp, isKeyframe }: PipedFrame): void {
    // Nothing is shown whose age nobody could say.
    if (this.#shift === undefined || this.#clock === undefined) return;
    const wallMs =
      this.#clock.wallMs + timestampDistance(this.#clock.rtpTimestamp, rtpTimestamp) / ticksPerMs;
    const timestamp = (rtpTimestamp + this.#shift) >>> 0;
    for (const packet of packets) packet.writeUInt32BE(timestamp, 4);
    const frame: SentFrame = { packets, rtpTimestamp: timestamp, wallMs, isKeyframe };
    this.gop.add(frame);
    if (this.#isPast(rtpTimestamp)) return;
    if (isKeyframe) this.#waitsForKeyframe = false;
    if (!this.#waitsForKeyframe) this.#emit(frame);
  }

  /** Whether it is of the past, which whoever begins is shown by a replay; who watches already is shown the next keyframe. */
  #isPast(rtpTimestamp: number): boolean {
    if (this.#kept === undefined) return false;
    const ahead = timestampDistance(this.#kept, rtpTimestamp);
    if (ahead >= 0) {
      this.#kept = undefined;
      this.#waitsForKeyframe = this.#watched;
      this.#becomeReady();
      if (this.#watched) this.requestKeyframe();
    }
    return ahead <= 0;
  }

  #emit({ packets, rtpTimestamp, wallMs }: SentFrame): void {
    const { onFrameClock, onPacket } = this.#options;
    onFrameClock?.({ rtpTimestamp, wallMs });
    for (const packet of packets) {
      this.#sent.packets += 1;
      this.#sent.octets += packet.length - 12;
      onPacket(packet);
    }
    this.#report(rtpTimestamp, wallMs);
  }

  #report(rtpTimestamp: number, wallMs: number): void {
    const now = this.#options.clock.monotonic();
    if (now - this.#sent.reportAt < senderReportIntervalMs) return;
    this.#sent.reportAt = now;
    const { packets, octets } = this.#sent;
    const report = { ssrc: this.#ssrc, wallMs, rtpTimestamp, packets, octets };
    this.#options.onRtcp(writeSenderReport(report, `truc-${this.#ssrc.toString(16)}`));
  }

  #becomeReady(): void {
    this.#isReady = true;
    this.#settle(true);
  }

  #settle(isReady: boolean): void {
    for (const settle of [...this.#waiting]) settle(isReady);
  }
}
