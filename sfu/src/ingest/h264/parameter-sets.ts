import type { AccessUnit } from './access-unit.ts';
import { nalType, typeOf } from './nal.ts';
import { parsePpsId, parseSps } from './sps.ts';
import type { SpsInfo } from './sps.ts';

/** No camera needs more; a broken one must not fill memory or packets. */
const maxPps = 8;
const maxSetBytes = 512;

export interface ParameterSets {
  /** Takes over the parameter sets inside a picture's NAL units. */
  update(unit: AccessUnit): void;
  /** SPS first, then PPS; empty until both are known. */
  current(): readonly Buffer[];
  video(): SpsInfo | undefined;
}

/**
 * Keeps the parameter sets in force. They start as the SDP gave them; those in the stream replace them,
 * because a camera that was reconfigured may still announce the old ones.
 */
export function createParameterSets(fromSdp: readonly Buffer[]): ParameterSets {
  let sps: { readonly nal: Buffer; readonly info: SpsInfo } | undefined;
  const pps = new Map<number, Buffer>();
  let ordered: readonly Buffer[] = [];

  for (const nal of fromSdp) take(nal, 0, nal.length);
  order();

  function update(unit: AccessUnit): void {
    let hasChanged = false;
    for (let at = 0; at < unit.starts.length; at += 1) {
      const start = unit.starts[at] ?? 0;
      const type = typeOf(unit.bytes[start] ?? 0);
      if (type !== nalType.sps && type !== nalType.pps) continue;
      if (take(unit.bytes, start, unit.ends[at] ?? start)) hasChanged = true;
    }
    if (hasChanged) order();
  }

  /** True when something new was learnt. */
  function take(bytes: Buffer, start: number, end: number): boolean {
    if (end - start > maxSetBytes) return false;
    const nal = bytes.subarray(start, end);
    if (typeOf(nal[0] ?? 0) === nalType.sps) {
      if (sps?.nal.equals(nal)) return false;
      const info = parseSps(nal);
      if (info === undefined) return false;
      // A sequence under another id comes with its own PPS.
      if (sps !== undefined && sps.info.id !== info.id) pps.clear();
      sps = { nal: Buffer.from(nal), info };
      return true;
    }
    if (typeOf(nal[0] ?? 0) !== nalType.pps) return false;
    const id = parsePpsId(nal);
    if (id === undefined || pps.get(id)?.equals(nal)) return false;
    if (!pps.has(id) && pps.size >= maxPps) return false;
    pps.set(id, Buffer.from(nal));
    return true;
  }

  function order(): void {
    const byId = [...pps.entries()].sort(([a], [b]) => a - b).map(([, nal]) => nal);
    ordered = sps === undefined || byId.length === 0 ? [] : [sps.nal, ...byId];
  }

  return { update, current: () => ordered, video: () => sps?.info };
}
