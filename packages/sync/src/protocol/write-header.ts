import { canonicalJson } from './canonical.ts';
import type { OperationHeader } from './operation.ts';

/**
 * The header's canonical JSON (EN2), written member by member in the order of the keys: each entry that a person writes and
 * each that is unsealed or rebuilt passes here. Tests hold it equal to `canonicalJson`; `readHeader` is its inverse.
 */
export function writeHeader(header: OperationHeader): string {
  const { opId, dev, inst, n, prev, hlc, wall, mono, off, err, actor, lease, scope, kind, v, base, commit } =
    header;
  const versions = base === undefined ? '' : `"base":${canonicalJson(base)},`;
  return (
    `{"actor":${JSON.stringify(actor)},${versions}"commit":"${commit}","dev":"${dev}","err":${err},` +
    `"hlc":{"c":${hlc.c},"t":${hlc.t}},"inst":${inst},"kind":${JSON.stringify(kind)},"lease":${JSON.stringify(lease)},` +
    `"mono":${mono},"n":${n},"off":${off},"opId":"${opId}","prev":"${prev}","scope":"${scope}","v":${v},"wall":${wall}}`
  );
}
