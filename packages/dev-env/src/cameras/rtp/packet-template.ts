/** Bytes before each RTP packet on an interleaved connection: `$`, channel, 16-bit length (RFC 2326, 10.12). */
export const interleavedHeaderBytes = 4;
export const rtpHeaderBytes = 12;
export const payloadType = 96;

/**
 * One picture's packets, laid out once in the form in which they go over an interleaved connection. A session
 * copies `bytes` and writes only its own channel, sequence numbers, timestamp and SSRC into the copy.
 */
export type FrameTemplate = {
  readonly isKeyframe: boolean;
  /** How many pictures earlier than its place in the stream it was taken; above 0 only where there are B-frames. */
  readonly heldFrames: number;
  readonly bytes: Buffer;
  /** Where each packet's `$` stands in `bytes`. */
  readonly offsets: readonly number[];
};

export type PacketFields = {
  readonly channel: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
};

export function createFrameTemplate(
  isKeyframe: boolean,
  payloads: readonly Uint8Array[],
  heldFrames = 0,
): FrameTemplate {
  const overhead = interleavedHeaderBytes + rtpHeaderBytes;
  const bytes = Buffer.alloc(payloads.reduce((sum, payload) => sum + payload.length + overhead, 0));
  const offsets: number[] = [];
  let at = 0;
  payloads.forEach((payload, index) => {
    offsets.push(at);
    bytes[at] = 0x24;
    bytes.writeUInt16BE(payload.length + rtpHeaderBytes, at + 2);
    bytes[at + 4] = 0x80;
    bytes[at + 5] = payloadType | (index === payloads.length - 1 ? 0x80 : 0);
    bytes.set(payload, at + overhead);
    at += payload.length + overhead;
  });
  return { isKeyframe, heldFrames, bytes, offsets };
}

/** A copy of the picture's packets for one session; sequence numbers run on from `fields.sequence`. */
export function stampFrame(template: FrameTemplate, fields: PacketFields): Buffer {
  const copy = Buffer.allocUnsafe(template.bytes.length);
  template.bytes.copy(copy);
  let sequence = fields.sequence;
  for (const at of template.offsets) {
    copy[at + 1] = fields.channel;
    copy.writeUInt16BE(sequence & 0xffff, at + 6);
    copy.writeUInt32BE(fields.timestamp >>> 0, at + 8);
    copy.writeUInt32BE(fields.ssrc >>> 0, at + 12);
    sequence += 1;
  }
  return copy;
}

/** The bare RTP packets inside a stamped frame, for datagrams. */
export function datagramsOf(template: FrameTemplate, stamped: Buffer): Buffer[] {
  return template.offsets.map((at, index) =>
    stamped.subarray(at + interleavedHeaderBytes, template.offsets[index + 1] ?? stamped.length),
  );
}
