/** RTCP BYE on an interleaved channel: the stream of this SSRC is over. */
export function encodeGoodbye(channel: number, ssrc: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes[0] = 0x24;
  bytes[1] = channel;
  bytes.writeUInt16BE(8, 2);
  bytes[4] = 0x81;
  bytes[5] = 203;
  bytes.writeUInt16BE(1, 6);
  bytes.writeUInt32BE(ssrc, 8);
  return bytes;
}
