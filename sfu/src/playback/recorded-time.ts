/** Seconds between the NTP era's start (1900) and the Unix epoch. */
const ntpEpochSeconds = 2_208_988_800;
/** ONVIF's header extension of replayed packets (Streaming Specification, 6.2): when this was recorded. */
const replayExtension = 0xabac;
const headerLength = 12;

export type PacketTime = {
  /** The packet's own RTP timestamp: all packets of a picture have the same. */
  readonly timestamp: number;
  /** When the recorder took its picture, ms since 1970. */
  readonly recordedMs: number;
};

/** When the packet in `bytes[start, end)` was recorded, where the recorder says it. Never throws. */
export function readPacketTime(
  bytes: Buffer,
  { start, end }: { readonly start: number; readonly end: number },
): PacketTime | undefined {
  const first = bytes[start] ?? 0;
  if (end > bytes.length || end - start < headerLength || first >> 6 !== 2 || (first & 0x10) === 0)
    return undefined;
  const at = start + headerLength + (first & 0x0f) * 4;
  // Two words of time follow the extension's own.
  if (at + 12 > end || bytes.readUInt16BE(at) !== replayExtension || bytes.readUInt16BE(at + 2) < 2)
    return undefined;
  const seconds = bytes.readUInt32BE(at + 4) - ntpEpochSeconds;
  const recordedMs = Math.round(seconds * 1_000 + (bytes.readUInt32BE(at + 8) / 2 ** 32) * 1_000);
  return recordedMs < 0 ? undefined : { timestamp: bytes.readUInt32BE(start + 4), recordedMs };
}

/** `20210615T070000.250Z`, as RTSP writes a moment (RFC 2326, 3.7). */
export function writeClock(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]/g, '');
}

const clockRange = /^clock=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z-/;

/** Where the recorder says that it begins, from the `Range` of its answer; nothing where it says so in no way that we know. */
export function readClockRange(header: string | undefined): number | undefined {
  const found = clockRange.exec(header ?? '');
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = ''] = found;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Before 1970 nothing was recorded: what is no moment here would be none in the log either.
  return ms >= 0 ? ms + Math.round(Number(`0${fraction}`) * 1_000) : undefined;
}

/** `Scale` of an answer: how fast it really plays; nothing where it is no speed forwards. */
export function readScale(header: string | undefined): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,6})?$/.test(header ?? '')) return undefined;
  const scale = Number(header);
  return scale > 0 && scale <= 64 ? scale : undefined;
}
