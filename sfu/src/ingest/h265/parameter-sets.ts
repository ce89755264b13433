import type { AccessUnit } from '../h264/access-unit.ts';
import type { ParameterSets } from '../h264/parameter-sets.ts';
import { h265NalType, typeOfH265 } from './nal.ts';

const maxSetBytes = 1024;
/** Several PPS may be in force; beyond this a broken camera would fill memory. */
const maxPps = 8;

/** Keeps VPS, SPS and PPS in force: first those of the SDP, then those of the stream. Their content is not read. */
export function createH265ParameterSets(fromSdp: readonly Buffer[]): ParameterSets {
  let sets: readonly Buffer[] = choose(fromSdp);

  function update(unit: AccessUnit): void {
    const found: Buffer[] = [];
    for (let at = 0; at < unit.starts.length; at += 1) {
      const start = unit.starts[at] ?? 0;
      if (isSet(unit.bytes[start] ?? 0)) found.push(unit.bytes.subarray(start, unit.ends[at] ?? start));
    }
    if (found.length === 0) return;
    const chosen = choose(found);
    if (chosen.length > 0) sets = chosen;
  }

  return { update, current: () => sets, video: () => undefined };
}

/** In the order in which a decoder wants them; empty unless SPS and PPS are both there. */
function choose(nals: readonly Buffer[]): readonly Buffer[] {
  const known = nals.filter((nal) => isSet(nal[0] ?? 0) && nal.length <= maxSetBytes);
  const types = new Set(known.map((nal) => typeOfH265(nal[0] ?? 0)));
  if (!types.has(h265NalType.sps) || !types.has(h265NalType.pps)) return [];
  return known
    .slice(0, 2 + maxPps)
    .map((nal) => Buffer.from(nal))
    .sort((a, b) => typeOfH265(a[0] ?? 0) - typeOfH265(b[0] ?? 0));
}

function isSet(firstOctet: number): boolean {
  const type = typeOfH265(firstOctet);
  return type >= h265NalType.vps && type <= h265NalType.pps;
}
