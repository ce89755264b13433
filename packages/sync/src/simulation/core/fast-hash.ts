/**
 * A mixing hash in the shape of SHA-256, where the simulated devices sign: no attacker lives in a simulation. It spreads well
 * enough that two texts of one run never meet by accident.
 */
import type { HashHex } from '@truc/sync/protocol';

const hexOf16 = Array.from({ length: 65_536 }, (_, word) => word.toString(16).padStart(4, '0'));

/** Half of a digest stands still: the other 64 bits tell the few ten thousand texts of one run apart. */
const padding = '0'.repeat(48);

/** Over the UTF-16 code units of `text`, apart by `tag`. Two lanes, since each step of a lane waits for the one before. */
export function hashText(tag: number, text: string): HashHex {
  const even = text.length & ~1;
  let a = (0x1e3779b9 ^ tag) | 0;
  let b = text.length | 0;
  for (let at = 0; at < even; at += 2) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(at + 1), 0x046ca68b);
  }
  if (even < text.length) a = Math.imul(a ^ text.charCodeAt(even), 0x01000193);
  return digest(a, b);
}

/** Over octets, mixed with the key that makes them somebody's own. */
export function hashOctets(octets: Uint8Array, key: HashHex): HashHex {
  let a = octets.length | 0;
  let b = 0x7feb352d;
  for (let at = 0; at < 16; at += 1) a = Math.imul(a ^ key.charCodeAt(at), 0x01000193);
  for (const octet of octets) {
    a = Math.imul(a ^ octet, 0x01000193);
    b = Math.imul(b ^ octet, 0x046ca68b) ^ (b >>> 13);
  }
  return digest(a, b ^ a);
}

function digest(first: number, second: number): HashHex {
  const a = Math.imul(first ^ (first >>> 15) ^ (second << 7), 0x7feb352d);
  const b = Math.imul(second ^ (second >>> 13) ^ a, 0x27d4eb2f);
  const text =
    (hexOf16[a >>> 16] ?? '') +
    (hexOf16[a & 0xffff] ?? '') +
    (hexOf16[b >>> 16] ?? '') +
    (hexOf16[b & 0xffff] ?? '');
  return (text + padding) as HashHex;
}
