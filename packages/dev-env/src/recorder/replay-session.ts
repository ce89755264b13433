import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { encodeGoodbye } from './goodbye.ts';
import { nextRecorded } from './recorded-frames.ts';
import type { RecordedFrames } from './recorded-frames.ts';
import type { RecorderBehaviour, Stretch } from './recorder-spec.ts';

export type ReplaySource = {
  readonly frames: RecordedFrames;
  readonly recorded: () => readonly Stretch[];
  readonly behaviour: () => RecorderBehaviour;
};

/** One viewer's way through the recordings: paced by time, at a speed, over gaps to the next stretch. */
export class ReplaySession {
  readonly id = String(randomInt(1e9, 2e9));
  readonly #socket: Socket;
  readonly #channel: number;
  readonly #source: ReplaySource;
  readonly #ssrc = randomInt(1, 2 ** 32 - 1);
  readonly #rtpBase = randomInt(2 ** 32 - 1);
  #sequence = randomInt(0x1_0000);
  /** RTP's clock runs with the time of playing (RFC 2326, 12.34), whatever the speed. */
  #ticks = 0;
  #frame = 0;
  #untilMs = Infinity;
  #speed = 1;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: { socket: Socket; channel: number; source: ReplaySource }) {
    this.#socket = parts.socket;
    this.#channel = parts.channel;
    this.#source = parts.source;
  }

  /** Where it begins, ms; nothing when nothing is recorded from there on. */
  play(fromMs: number | undefined, untilMs: number | undefined, speed: number): number | undefined {
    this.pause();
    const { frames } = this.#source;
    const at = nextRecorded(this.#source.recorded(), fromMs ?? frames.timeOf(this.#frame));
    const end = untilMs ?? this.#untilMs;
    if (at === undefined || at >= end) return undefined;
    const isWithin = at === fromMs;
    this.#frame = isWithin ? frames.keyframeBefore(at) : frames.keyframeAfter(at);
    this.#untilMs = end;
    this.#speed = speed;
    if (!this.#source.behaviour().isSilent) this.#sendNext();
    return frames.timeOf(this.#frame);
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #sendNext(): void {
    const { frames } = this.#source;
    const delayMs = frames.frameMs / this.#speed;
    this.#timer = setTimeout(() => {
      if (this.#socket.destroyed) return;
      const timeMs = frames.timeOf(this.#frame);
      const next = nextRecorded(this.#source.recorded(), timeMs);
      if (next === undefined || timeMs > this.#untilMs) return this.#finish();
      // Over a gap to the stretch behind it. A stretch that began within the GOP is not one.
      if (next - timeMs > 2 * frames.frameMs) this.#frame = frames.keyframeAfter(next);
      this.#send();
      this.#sendNext();
    }, delayMs);
  }

  #send(): void {
    const { frames, behaviour } = this.#source;
    const fields = {
      channel: this.#channel,
      sequence: this.#sequence,
      timestamp: (this.#rtpBase + this.#ticks) % 2 ** 32,
      ssrc: this.#ssrc,
    };
    this.#socket.write(frames.stamped(this.#frame, fields, behaviour().stamps));
    this.#sequence = (this.#sequence + frames.packetsOf(this.#frame)) & 0xffff;
    this.#ticks += Math.round((frames.frameMs * 90) / this.#speed);
    this.#frame += 1;
  }

  #finish(): void {
    this.pause();
    this.#socket.write(encodeGoodbye(this.#channel + 1, this.#ssrc));
  }
}
