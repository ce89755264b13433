/** Parameter sets as x264 writes them for 640x360, baseline, no reordering. */
export const sampleSps = Buffer.from('6742c016da0280bfe5c044000003000400000300503c58ba80', 'hex');
export const samplePps = Buffer.from('68ce0fc8', 'hex');
/** 1280x720, main, two frames of reordering. */
export const bFrameSps = Buffer.from('674d401feca02802dd8088000003000800000300a078c18cb0', 'hex');
export const sampleSei = Buffer.from([0x06, 5, 4, 1, 2, 3, 4, 0x80]);
export const delimiter = Buffer.from([0x09, 0x10]);

/** A slice of any length that begins its picture, or (`isFirst` false) goes on with it. It holds no start code. */
export function slice(type: 1 | 5, { length = 40, isFirst = true, fill = 1 } = {}): Buffer {
  const nal = Buffer.alloc(Math.max(3, length), 1 + (fill % 250));
  nal[0] = (type === 5 ? 0x60 : 0x40) | type;
  nal[1] = isFirst ? 0x88 : 0x48;
  return nal;
}

export type PacketOptions = {
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker?: boolean;
  readonly ssrc?: number;
  readonly payloadType?: number;
};

export function rtpPacket(payload: Buffer, options: PacketOptions): Buffer {
  const packet = Buffer.alloc(12 + payload.length);
  packet[0] = 0x80;
  packet[1] = (options.marker ? 0x80 : 0) | (options.payloadType ?? 96);
  packet.writeUInt16BE(options.sequence & 0xffff, 2);
  packet.writeUInt32BE(options.timestamp >>> 0, 4);
  packet.writeUInt32BE((options.ssrc ?? 0x1234) >>> 0, 8);
  payload.copy(packet, 12);
  return packet;
}

export function stapA(...nals: readonly Buffer[]): Buffer {
  const parts = nals.flatMap((nal) => [Buffer.from([nal.length >> 8, nal.length & 0xff]), nal]);
  return Buffer.concat([Buffer.from([0x78]), ...parts]);
}

/** The NAL unit as FU-A payloads of at most `size` octets of content. */
export function fragments(nal: Buffer, size: number): Buffer[] {
  const first = nal[0] ?? 0;
  const found: Buffer[] = [];
  for (let at = 1; at < nal.length; at += size) {
    const flags = (at === 1 ? 0x80 : 0) | (at + size >= nal.length ? 0x40 : 0);
    const header = Buffer.from([(first & 0xe0) | 28, flags | (first & 0x1f)]);
    found.push(Buffer.concat([header, nal.subarray(at, at + size)]));
  }
  return found;
}

export function interleave(channel: number, packet: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x24, channel, packet.length >> 8, packet.length & 0xff]), packet]);
}
