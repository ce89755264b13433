/** Fields of one RTP packet (RFC 3550, 5.1). One object is reused per reader: copy what must stay. */
export type RtpPacketView = {
  payloadType: number;
  marker: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
  /** The payload is `bytes[payloadStart, payloadEnd)`, without header extension and padding. */
  payloadStart: number;
  payloadEnd: number;
};

const headerLength = 12;

export function createRtpPacketView(): RtpPacketView {
  return {
    payloadType: 0,
    marker: false,
    sequence: 0,
    timestamp: 0,
    ssrc: 0,
    payloadStart: 0,
    payloadEnd: 0,
  };
}

/** Reads the packet in `bytes[start, end)` into `view`. False: it is no RTP packet; `view` is then undefined. */
export function readRtpPacket(
  bytes: Buffer,
  { start, end }: { readonly start: number; readonly end: number },
  view: RtpPacketView,
): boolean {
  if (end > bytes.length || end - start < headerLength) return false;
  const first = bytes[start] ?? 0;
  if (first >> 6 !== 2) return false;
  let payloadStart = start + headerLength + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (payloadStart + 4 > end) return false;
    payloadStart += 4 + bytes.readUInt16BE(payloadStart + 2) * 4;
  }
  const padding = (first & 0x20) === 0 ? 0 : (bytes[end - 1] ?? 0);
  const payloadEnd = end - padding;
  if (((first & 0x20) !== 0 && padding === 0) || payloadStart > payloadEnd) return false;
  const second = bytes[start + 1] ?? 0;
  view.payloadType = second & 0x7f;
  view.marker = (second & 0x80) !== 0;
  view.sequence = bytes.readUInt16BE(start + 2);
  view.timestamp = bytes.readUInt32BE(start + 4);
  view.ssrc = bytes.readUInt32BE(start + 8);
  view.payloadStart = payloadStart;
  view.payloadEnd = payloadEnd;
  return true;
}
