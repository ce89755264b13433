import type { Timers } from '@truc/base';
import { rtpTimestamp, startsKeyframe } from '../rooms/rtp.ts';

/** One whole picture as it came over a pipe: packets with the plain header that the ingest gives them. */
export type PipedFrame = {
  readonly packets: readonly Buffer[];
  readonly rtpTimestamp: number;
  readonly isKeyframe: boolean;
};

export type FrameAssemblerOptions = {
  readonly timers: Timers;
  readonly onFrame: (frame: PipedFrame) => void;
  /** A packet did not come, nor was it sent again in time. `isKeyframe`: nothing after it can be decoded, as far as is known. */
  readonly onLoss: (loss: { readonly isKeyframe: boolean }) => void;
};

/** A packet that was sent again is here within this, over a line of 200 ms there and back with one more loss. */
const patienceMs = 500;
const mostWaiting = 2_000;

/** Puts a pipe's packets back into order: those that were lost on the line come later than those after them. */
export class FrameAssembler {
  readonly #options: FrameAssemblerOptions;
  readonly #waiting = new Map<number, Buffer>();
  #next: number | undefined;
  #packets: Buffer[] = [];
  /** Of a picture that lost a packet: the rest of it is of no use. */
  #damaged: number | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: FrameAssemblerOptions) {
    this.#options = options;
  }

  take(packet: Buffer): void {
    const sequence = packet.readUInt16BE(2);
    this.#next ??= sequence;
    if (((sequence - this.#next) & 0xffff) >= 0x8000) return;
    this.#waiting.set(sequence, packet);
    this.#drain();
    if (this.#waiting.size > mostWaiting) this.#giveUp();
    else if (this.#waiting.size > 0)
      this.#cancel ??= this.#options.timers.after(patienceMs, () => this.#giveUp());
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting.clear();
  }

  #drain(): void {
    for (;;) {
      const next = this.#next ?? 0;
      const packet = this.#waiting.get(next);
      if (packet === undefined) break;
      this.#waiting.delete(next);
      this.#next = (next + 1) & 0xffff;
      this.#append(packet);
    }
    if (this.#waiting.size > 0) return;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #append(packet: Buffer): void {
    const timestamp = rtpTimestamp(packet);
    if (timestamp === this.#damaged) return;
    this.#damaged = undefined;
    const [first] = this.#packets;
    // The end of the picture before it was lost, and with it the mark.
    if (first !== undefined && rtpTimestamp(first) !== timestamp) this.#packets = [];
    this.#packets.push(packet);
    if ((packet.readUInt8(1) & 0x80) === 0) return;
    const packets = this.#packets;
    this.#packets = [];
    this.#options.onFrame({
      packets,
      rtpTimestamp: timestamp,
      isKeyframe: packets[0] !== undefined && startsKeyframe(packets[0]),
    });
  }

  /** What is missing does not come any more: on from the first packet behind the hole. */
  #giveUp(): void {
    this.#cancel = undefined;
    const expected = this.#next ?? 0;
    const [next] = [...this.#waiting.keys()].sort(
      (a, b) => ((a - expected) & 0xffff) - ((b - expected) & 0xffff),
    );
    const packet = next === undefined ? undefined : this.#waiting.get(next);
    if (next === undefined || packet === undefined) return;
    const isKeyframe = this.#packets[0] !== undefined && startsKeyframe(this.#packets[0]);
    this.#packets = [];
    // Its beginning may have been among what is missing, unless one begins with it.
    this.#damaged = startsKeyframe(packet) ? undefined : rtpTimestamp(packet);
    this.#next = next;
    this.#options.onLoss({ isKeyframe });
    this.#drain();
    if (this.#waiting.size > 0) this.#cancel ??= this.#options.timers.after(patienceMs, () => this.#giveUp());
  }
}

/** The packet with the header that the ingest gives to its own: no extension, no source list, one number for the codec. */
export function plainPacket(packet: Buffer, payloadType: number): Buffer | undefined {
  if (packet.length < 12) return undefined;
  const first = packet.readUInt8(0);
  let at = 12 + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (packet.length < at + 4) return undefined;
    at += 4 + packet.readUInt16BE(at + 2) * 4;
  }
  const padding = (first & 0x20) === 0 ? 0 : packet.readUInt8(packet.length - 1);
  if (packet.length - padding <= at) return undefined;
  const plain = Buffer.concat([packet.subarray(0, 12), packet.subarray(at, packet.length - padding)]);
  plain.writeUInt8(0x80, 0);
  plain.writeUInt8((packet.readUInt8(1) & 0x80) | payloadType, 1);
  return plain;
}
