import type { FrameTemplate } from '../cameras/rtp/packet-template.ts';
import { interleavedHeaderBytes, rtpHeaderBytes, stampFrame } from '../cameras/rtp/packet-template.ts';
import type { PacketFields } from '../cameras/rtp/packet-template.ts';
import type { Stretch } from './recorder-spec.ts';

const secondsFrom1900To1970 = 2_208_988_800;
const extensionBytes = 16;

/** The pictures of a recording: those of its loop, one after the other since 1970. */
export class RecordedFrames {
  readonly #templates: readonly FrameTemplate[];
  readonly frameMs: number;

  constructor(templates: readonly FrameTemplate[], fps: number) {
    this.#templates = templates;
    this.frameMs = 1_000 / fps;
  }

  /** The keyframe from which the picture of this moment can be decoded. */
  keyframeBefore(ms: number): number {
    let frame = Math.floor(ms / this.frameMs);
    while (!this.#template(frame).isKeyframe) frame -= 1;
    return frame;
  }

  /** The keyframe at or after this moment: a stretch begins with one. */
  keyframeAfter(ms: number): number {
    let frame = Math.ceil(ms / this.frameMs);
    while (!this.#template(frame).isKeyframe) frame += 1;
    return frame;
  }

  timeOf(frame: number): number {
    return frame * this.frameMs;
  }

  packetsOf(frame: number): number {
    return this.#template(frame).offsets.length;
  }

  /** As it goes over the connection; with ONVIF's header extension where the recorder stamps its packets. */
  stamped(frame: number, fields: PacketFields, stamps: boolean): Buffer {
    const template = this.#template(frame);
    const plain = stampFrame(template, fields);
    if (!stamps) return plain;
    const extension = replayExtension(this.timeOf(frame));
    return Buffer.concat(
      template.offsets.flatMap((at, index) => {
        const end = template.offsets[index + 1] ?? plain.length;
        const head = Buffer.from(plain.subarray(at, at + interleavedHeaderBytes + rtpHeaderBytes));
        head.writeUInt16BE(head.readUInt16BE(2) + extensionBytes, 2);
        head[interleavedHeaderBytes] = (head[interleavedHeaderBytes] ?? 0) | 0x10;
        return [head, extension, plain.subarray(at + interleavedHeaderBytes + rtpHeaderBytes, end)];
      }),
    );
  }

  #template(frame: number): FrameTemplate {
    const count = this.#templates.length;
    const template = this.#templates[((frame % count) + count) % count];
    if (template === undefined) throw new Error('A loop without a picture');
    return template;
  }
}

/** ONVIF Streaming Specification, 6.2: NTP time of the recording, then flags. */
function replayExtension(ms: number): Buffer {
  const bytes = Buffer.alloc(extensionBytes);
  bytes.writeUInt16BE(0xabac, 0);
  bytes.writeUInt16BE(3, 2);
  const seconds = Math.floor(ms / 1_000);
  bytes.writeUInt32BE(seconds + secondsFrom1900To1970, 4);
  bytes.writeUInt32BE(Math.floor(((ms - seconds * 1_000) / 1_000) * 2 ** 32), 8);
  return bytes;
}

/** Where playing goes on from `ms`: there, or at the next stretch; nothing when no more is recorded. */
export function nextRecorded(recorded: readonly Stretch[], ms: number): number | undefined {
  const found = recorded.find(([, until]) => until > ms);
  return found === undefined ? undefined : Math.max(found[0], ms);
}
