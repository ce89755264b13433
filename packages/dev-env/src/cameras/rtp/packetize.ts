import { nalType } from '../loops/annex-b.ts';
import type { AccessUnit, VideoCodec } from '../loops/annex-b.ts';

export type PacketizeOptions = {
  readonly codec: VideoCodec;
  /** Greatest RTP payload in bytes; a larger NAL unit is cut into fragments. */
  readonly maxPayloadBytes: number;
  /** One aggregation packet for the parameter sets, else one packet for each. */
  readonly aggregateParameterSets: boolean;
  /** Parameter sets to send before each keyframe; none if the camera announces them in the SDP alone. */
  readonly parameterSets: readonly Uint8Array[];
};

/** RTP payloads of one picture in sending order (RFC 6184 mode 1, RFC 7798); the last one carries the marker bit. */
export function packetize(unit: AccessUnit, options: PacketizeOptions): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  if (unit.isKeyframe) payloads.push(...packetizeParameterSets(options));
  for (const nal of unit.nalUnits) payloads.push(...packetizeNalUnit(nal, options));
  return payloads;
}

function packetizeParameterSets(options: PacketizeOptions): Uint8Array[] {
  const { codec, parameterSets, maxPayloadBytes } = options;
  if (options.aggregateParameterSets && parameterSets.length > 1) {
    const aggregate = aggregationPacket(codec, parameterSets);
    if (aggregate.length <= maxPayloadBytes) return [aggregate];
  }
  return parameterSets.flatMap((nal) => packetizeNalUnit(nal, options));
}

/** STAP-A (type 24), or its sibling AP (type 48) of H.265: a header, then each NAL unit behind its 16-bit length. */
function aggregationPacket(codec: VideoCodec, nalUnits: readonly Uint8Array[]): Uint8Array {
  const highestImportance = Math.max(...nalUnits.map((nal) => (nal[0] ?? 0) & 0x60));
  const header = codec === 'h264' ? Uint8Array.of(highestImportance | 24) : Uint8Array.of(48 << 1, 1);
  const parts: Uint8Array[] = [header];
  for (const nal of nalUnits) parts.push(Uint8Array.of(nal.length >> 8, nal.length & 0xff), nal);
  return Buffer.concat(parts);
}

function packetizeNalUnit(nal: Uint8Array, options: PacketizeOptions): Uint8Array[] {
  if (nal.length <= options.maxPayloadBytes) return [nal];
  const nalHeaderBytes = options.codec === 'h264' ? 1 : 2;
  const bodyBytes = options.maxPayloadBytes - nalHeaderBytes - 1;
  const fragments: Uint8Array[] = [];
  for (let at = nalHeaderBytes; at < nal.length; at += bodyBytes) {
    const isFirst = at === nalHeaderBytes;
    const isLast = at + bodyBytes >= nal.length;
    const header = fragmentHeader(options.codec, nal, (isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0));
    fragments.push(Buffer.concat([header, nal.subarray(at, at + bodyBytes)]));
  }
  return fragments;
}

/** FU-A (type 28), or FU (type 49) of H.265; `edges` holds the start and end bits. */
function fragmentHeader(codec: VideoCodec, nal: Uint8Array, edges: number): Uint8Array {
  const first = nal[0] ?? 0;
  const type = nalType(codec, nal);
  if (codec === 'h264') return Uint8Array.of((first & 0xe0) | 28, edges | type);
  return Uint8Array.of((first & 0x81) | (49 << 1), nal[1] ?? 0, edges | type);
}
