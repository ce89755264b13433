/** Seconds between the NTP era's start (1900) and the Unix epoch. */
const ntpEpochSeconds = 2_208_988_800;
const senderReportType = 200;
const receiverReportType = 201;
const goodbyeType = 203;

export type SenderReport = {
  readonly ssrc: number;
  /** The camera's own clock, ms since 1970. */
  readonly wallMs: number;
  readonly rtpTimestamp: number;
  /** The middle 32 bits of the NTP time: what a receiver report sends back. */
  readonly compactNtp: number;
};

/** The first sender report of a compound RTCP packet, if any. Never throws. */
export function readSenderReport(
  bytes: Buffer,
  range: { readonly start: number; readonly end: number },
): SenderReport | undefined {
  let at = range.start;
  while (at + 8 <= range.end) {
    if ((bytes[at] ?? 0) >> 6 !== 2) return undefined;
    const length = (bytes.readUInt16BE(at + 2) + 1) * 4;
    if (at + length > range.end) return undefined;
    if (bytes[at + 1] === senderReportType && length >= 28) {
      const seconds = bytes.readUInt32BE(at + 8);
      const fraction = bytes.readUInt32BE(at + 12);
      return {
        ssrc: bytes.readUInt32BE(at + 4),
        wallMs: (seconds - ntpEpochSeconds) * 1000 + (fraction / 2 ** 32) * 1000,
        rtpTimestamp: bytes.readUInt32BE(at + 16),
        compactNtp: bytes.readUInt32BE(at + 10),
      };
    }
    at += length;
  }
  return undefined;
}

/** Whether the sender says that its stream is over (BYE). Never throws. */
export function isGoodbye(bytes: Buffer, range: { readonly start: number; readonly end: number }): boolean {
  let at = range.start;
  while (at + 4 <= range.end && (bytes[at] ?? 0) >> 6 === 2) {
    if (bytes[at + 1] === goodbyeType) return true;
    at += (bytes.readUInt16BE(at + 2) + 1) * 4;
  }
  return false;
}

export type OwnSenderReport = {
  readonly ssrc: number;
  readonly wallMs: number;
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
};

/** Our sender report with the CNAME that RFC 3550 wants beside it. */
export function writeSenderReport(report: OwnSenderReport, cname: string): Buffer {
  const description = writeSourceDescription(report.ssrc, cname);
  const bytes = Buffer.alloc(28 + description.length);
  bytes[0] = 0x80;
  bytes[1] = senderReportType;
  bytes.writeUInt16BE(6, 2);
  bytes.writeUInt32BE(report.ssrc >>> 0, 4);
  const seconds = Math.floor(report.wallMs / 1000);
  const fraction = Math.floor(((report.wallMs - seconds * 1000) / 1000) * 2 ** 32);
  bytes.writeUInt32BE((seconds + ntpEpochSeconds) % 2 ** 32, 8);
  bytes.writeUInt32BE(fraction % 2 ** 32, 12);
  bytes.writeUInt32BE(report.rtpTimestamp >>> 0, 16);
  bytes.writeUInt32BE(report.packets % 2 ** 32, 20);
  bytes.writeUInt32BE(report.octets % 2 ** 32, 24);
  description.copy(bytes, 28);
  return bytes;
}

function writeSourceDescription(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname, 'utf8').subarray(0, 255);
  const words = Math.ceil((4 + 2 + name.length + 1) / 4);
  const bytes = Buffer.alloc(4 + words * 4);
  bytes[0] = 0x81;
  bytes[1] = 202;
  bytes.writeUInt16BE(words, 2);
  bytes.writeUInt32BE(ssrc >>> 0, 4);
  bytes[8] = 1;
  bytes[9] = name.length;
  name.copy(bytes, 10);
  return bytes;
}

export type ReceiverReport = {
  readonly ssrc: number;
  readonly mediaSsrc: number;
  readonly extendedHighest: number;
  readonly lost: number;
  readonly lastReport: number;
  readonly delayMs: number;
};

/** Some cameras end a session whose receiver never reports. */
export function writeReceiverReport(report: ReceiverReport): Buffer {
  const bytes = Buffer.alloc(32);
  bytes[0] = 0x81;
  bytes[1] = receiverReportType;
  bytes.writeUInt16BE(7, 2);
  bytes.writeUInt32BE(report.ssrc >>> 0, 4);
  bytes.writeUInt32BE(report.mediaSsrc >>> 0, 8);
  bytes.writeUInt32BE(Math.min(report.lost, 0x7f_ffff), 12);
  bytes.writeUInt32BE(report.extendedHighest >>> 0, 16);
  bytes.writeUInt32BE(report.lastReport >>> 0, 24);
  bytes.writeUInt32BE(Math.floor((report.delayMs / 1000) * 65_536) >>> 0, 28);
  return bytes;
}

/** A picture loss indication (RFC 4585), for those cameras that listen. */
export function writePictureLoss(ssrc: number, mediaSsrc: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes[0] = 0x81;
  bytes[1] = 206;
  bytes.writeUInt16BE(2, 2);
  bytes.writeUInt32BE(ssrc >>> 0, 4);
  bytes.writeUInt32BE(mediaSsrc >>> 0, 8);
  return bytes;
}

/** Wraps RTCP for the RTSP connection. */
export function toInterleaved(channel: number, packet: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(4 + packet.length);
  bytes[0] = 0x24;
  bytes[1] = channel;
  bytes.writeUInt16BE(packet.length, 2);
  packet.copy(bytes, 4);
  return bytes;
}
