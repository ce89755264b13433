/** Fields of an RTP packet (RFC 3550), as the ingest makes it: no CSRC, no extension. */
export function rtpTimestamp(packet: Buffer): number {
  return packet.readUInt32BE(4);
}

const headerBytes = 12;
const noExtension = Buffer.alloc(0);

/** A copy of the packet under another sender's numbers, with a block of header extensions where one is given. */
export function renumbered(
  packet: Buffer,
  numbers: { readonly ssrc: number; readonly sequence: number; readonly timestamp: number },
  extension: Buffer = noExtension,
): Buffer {
  const copy = Buffer.allocUnsafe(packet.length + extension.length);
  packet.copy(copy, 0, 0, headerBytes);
  extension.copy(copy, headerBytes);
  packet.copy(copy, headerBytes + extension.length, headerBytes);
  if (extension.length > 0) copy.writeUInt8(copy.readUInt8(0) | 0x10, 0);
  copy.writeUInt16BE(numbers.sequence & 0xffff, 2);
  copy.writeUInt32BE(numbers.timestamp >>> 0, 4);
  copy.writeUInt32BE(numbers.ssrc >>> 0, 8);
  return copy;
}

/** Signed distance from `from` to `to` on the 32-bit circle of RTP timestamps. */
export function timestampDistance(from: number, to: number): number {
  return (to - from) | 0;
}

/** The sender report in a compound packet, under another SSRC; nothing when the packet does not start with one. */
export function senderReport(compound: Buffer, ssrc: number): Buffer | undefined {
  const length = 28;
  if (compound.length < length || compound.readUInt8(1) !== 200) return undefined;
  const report = Buffer.from(compound.subarray(0, length));
  // Report blocks and whatever followed are left behind: they speak of the ingest's own numbers.
  report.writeUInt8(0x80, 0);
  report.writeUInt16BE(length / 4 - 1, 2);
  report.writeUInt32BE(ssrc >>> 0, 4);
  return report;
}

/**
 * Whether a keyframe begins with this packet of the ingest's, which puts the SPS before every one: alone, or first in a
 * STAP-A. That is also what mediasoup and browsers call a keyframe.
 */
export function startsKeyframe(packet: Buffer): boolean {
  const type = (packet[12] ?? 0) & 0x1f;
  if (type === 24) return ((packet[15] ?? 0) & 0x1f) === 7;
  return type === 7;
}
