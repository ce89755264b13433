export type SenderReport = {
  readonly ssrc: number;
  /** Wall clock of the report, in milliseconds since 1970, and the RTP time (90 kHz) of the same instant. */
  readonly wallClockMs: number;
  readonly rtpTime: number;
  readonly packets: number;
  readonly payloadBytes: number;
  readonly canonicalName: string;
};

const secondsFrom1900To1970 = 2_208_988_800;

/** A compound RTCP packet: sender report, then the source description that RFC 3550 requires with it. */
export function encodeSenderReport(report: SenderReport): Buffer {
  const name = Buffer.from(report.canonicalName, 'utf8').subarray(0, 255);
  const chunkBytes = Math.ceil((4 + 2 + name.length + 1) / 4) * 4;
  const packet = Buffer.alloc(28 + 4 + chunkBytes);
  packet[0] = 0x80;
  packet[1] = 200;
  packet.writeUInt16BE(6, 2);
  packet.writeUInt32BE(report.ssrc >>> 0, 4);
  const seconds = Math.floor(report.wallClockMs / 1000);
  packet.writeUInt32BE((seconds + secondsFrom1900To1970) >>> 0, 8);
  packet.writeUInt32BE(Math.floor(((report.wallClockMs - seconds * 1000) / 1000) * 2 ** 32) >>> 0, 12);
  packet.writeUInt32BE(report.rtpTime >>> 0, 16);
  packet.writeUInt32BE(report.packets >>> 0, 20);
  packet.writeUInt32BE(report.payloadBytes >>> 0, 24);

  packet[28] = 0x81;
  packet[29] = 202;
  packet.writeUInt16BE(chunkBytes / 4, 30);
  packet.writeUInt32BE(report.ssrc >>> 0, 32);
  packet[36] = 1;
  packet[37] = name.length;
  packet.set(name, 38);
  return packet;
}
