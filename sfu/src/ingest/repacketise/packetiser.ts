import type { AccessUnit } from '../h264/access-unit.ts';
import { isPictureType, nalType, typeOf } from '../h264/nal.ts';

/** SRTP, header extensions and RTX add up to 60 octets; the sum fits the smallest IPv6 link. */
export const maxPacketBytes = 1200;
export const rtpHeaderBytes = 12;
const maxPayloadBytes = maxPacketBytes - rtpHeaderBytes;

export type PacketHeader = {
  readonly ssrc: number;
  readonly payloadType: number;
  /** Of the first packet, 16 bit. */
  readonly sequence: number;
  /** 32 bit. */
  readonly timestamp: number;
};

/** A NAL unit somewhere in memory. */
type Nal = { readonly bytes: Buffer; readonly start: number; readonly end: number };
type Plan = { readonly from: number; readonly to: number; readonly size: number; readonly fragments: number };

/**
 * Writes one picture as RTP packets of at most 1200 octets (RFC 6184, packetization-mode 1): neighbours that fit together in a
 * STAP-A, large NAL units in FU-As of even size, the marker on the last packet. Every IDR picture begins with
 * `parameterSets`, SPS first, because that is what mediasoup and browsers call a keyframe; those inside the picture are
 * left out, as are delimiters and filler. SEI stays: it may hold the camera's signature. All packets share one memory.
 */
export function packetise(
  unit: AccessUnit,
  parameterSets: readonly Buffer[],
  header: PacketHeader,
): Buffer[] {
  const nals = chooseNals(unit, parameterSets);
  const plans = planPackets(nals);
  const total = plans.reduce((sum, plan) => sum + plan.size, 0);
  const memory = Buffer.allocUnsafeSlow(total);
  const packets: Buffer[] = [];
  let at = 0;
  for (const plan of plans) {
    if (plan.fragments > 1) at = writeFragments(nals[plan.from], plan.fragments, { memory, at, packets });
    else at = writeNals(nals.slice(plan.from, plan.to), { memory, at, packets });
  }
  for (let index = 0; index < packets.length; index += 1) {
    writeHeader(packets[index], header, { index, isLast: index === packets.length - 1 });
  }
  return packets;
}

function chooseNals(unit: AccessUnit, parameterSets: readonly Buffer[]): Nal[] {
  const nals: Nal[] = [];
  if (unit.hasIdr) for (const bytes of parameterSets) nals.push({ bytes, start: 0, end: bytes.length });
  for (let at = 0; at < unit.starts.length; at += 1) {
    const start = unit.starts[at] ?? 0;
    const type = typeOf(unit.bytes[start] ?? 0);
    if (isPictureType(type) || type === nalType.sei)
      nals.push({ bytes: unit.bytes, start, end: unit.ends[at] ?? start });
  }
  return nals;
}

function planPackets(nals: readonly Nal[]): Plan[] {
  const plans: Plan[] = [];
  let from = 0;
  while (from < nals.length) {
    const length = lengthOf(nals[from]);
    if (length > maxPayloadBytes) {
      const fragments = Math.ceil((length - 1) / (maxPayloadBytes - 2));
      plans.push({ from, to: from + 1, fragments, size: fragments * (rtpHeaderBytes + 2) + length - 1 });
      from += 1;
      continue;
    }
    let to = from + 1;
    let aggregate = 1 + 2 + length;
    while (to < nals.length && aggregate + 2 + lengthOf(nals[to]) <= maxPayloadBytes) {
      aggregate += 2 + lengthOf(nals[to]);
      to += 1;
    }
    plans.push({ from, to, fragments: 1, size: rtpHeaderBytes + (to - from === 1 ? length : aggregate) });
    from = to;
  }
  return plans;
}

function lengthOf(nal: Nal | undefined): number {
  return nal === undefined ? 0 : nal.end - nal.start;
}

type Target = { readonly memory: Buffer; readonly at: number; readonly packets: Buffer[] };

/** One NAL unit as it is, or several as a STAP-A. Returns where the next packet begins. */
function writeNals(nals: readonly Nal[], { memory, at, packets }: Target): number {
  let to = at + rtpHeaderBytes;
  if (nals.length > 1) {
    // The aggregate's header carries the highest importance of its parts (RFC 6184, 5.7).
    const importance = Math.max(...nals.map(({ bytes, start }) => (bytes[start] ?? 0) & 0x60));
    memory[to] = importance | nalType.stapA;
    to += 1;
  }
  for (const nal of nals) {
    if (nals.length > 1) to = memory.writeUInt16BE(lengthOf(nal), to);
    to += nal.bytes.copy(memory, to, nal.start, nal.end);
  }
  packets.push(memory.subarray(at, to));
  return to;
}

function writeFragments(nal: Nal | undefined, count: number, { memory, at, packets }: Target): number {
  if (nal === undefined) return at;
  const header = nal.bytes[nal.start] ?? 0;
  const body = nal.end - nal.start - 1;
  const size = Math.ceil(body / count);
  let to = at;
  for (let sent = 0; sent < body; sent += size) {
    const begin = to;
    const isFirst = sent === 0;
    const isLast = sent + size >= body;
    memory[to + rtpHeaderBytes] = (header & 0x60) | nalType.fuA;
    memory[to + rtpHeaderBytes + 1] = (isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0) | typeOf(header);
    const start = nal.start + 1 + sent;
    to += rtpHeaderBytes + 2;
    to += nal.bytes.copy(memory, to, start, Math.min(start + size, nal.end));
    packets.push(memory.subarray(begin, to));
  }
  return to;
}

function writeHeader(
  packet: Buffer | undefined,
  header: PacketHeader,
  { index, isLast }: { readonly index: number; readonly isLast: boolean },
): void {
  if (packet === undefined) return;
  packet[0] = 0x80;
  packet[1] = (isLast ? 0x80 : 0) | header.payloadType;
  packet.writeUInt16BE((header.sequence + index) & 0xffff, 2);
  packet.writeUInt32BE(header.timestamp, 4);
  packet.writeUInt32BE(header.ssrc, 8);
}
