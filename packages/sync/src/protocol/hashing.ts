import { invariant } from '@truc/base';
import { canonicalJson } from './canonical.ts';
import type { DeviceId, HashHex, ScopeId } from './ids.ts';
import type { TravellingOperation } from './push.ts';

/** SHA-256 as a port: the browser's halves use a pure one (IndexedDB transactions cannot wait), the server its native one. */
export type Sha256 = (octets: Uint8Array) => Uint8Array;

const utf8 = new TextEncoder();
// Domain separation: no header, link or genesis can be passed off as another (RFC 6962 section 2.1).
const leafTag = Uint8Array.of(0x00);
const linkTag = Uint8Array.of(0x01);
const deviceTag = Uint8Array.of(0x02);
const scopeTag = Uint8Array.of(0x03);
const segmentTag = Uint8Array.of(0x04);
const claimTag = Uint8Array.of(0x05);

/** Commitment to a body: SHA-256(salt ‖ body). */
export function bodyCommitment(sha256: Sha256, saltBase64Url: string, body: string): HashHex {
  return toHex(sha256(concat([fromBase64Url(saltBase64Url), utf8.encode(body)])));
}

/** Hash of an operation: over its header's exact octets, and through `commit` over its body. */
export function operationHash(sha256: Sha256, header: string): HashHex {
  return toHex(sha256(concat([leafTag, utf8.encode(header)])));
}

/** Checksum of a segment as it travels, over all of its octets: headers, bodies and salts. */
export function segmentSeal(sha256: Sha256, ops: readonly TravellingOperation[]): HashHex {
  return toHex(sha256(concat([segmentTag, utf8.encode(ops.map(travellingText).join(''))])));
}

/** Lengths first, so that no octet can move from one text to its neighbour. */
function travellingText(op: TravellingOperation): string {
  if ('h' in op) return `${op.h.length},${op.b.length},${op.s.length}:${op.h}${op.b}${op.s}`;
  const text = canonicalJson(op.sealed);
  return `${text.length}:${text}`;
}

/** What a device's key signs with each segment: the chain up to its last operation, and through `prev` all before it. */
export function segmentClaim(claim: SegmentClaim): Uint8Array {
  const { dev, inst, from, to, hash } = claim;
  return concat([claimTag, utf8.encode(`${dev}:${inst}:${from}:${to}:${hash}`)]);
}

export type SegmentClaim = {
  readonly dev: DeviceId;
  readonly inst: number;
  readonly from: number;
  readonly to: number;
  /** Of the operation at place `to`. */
  readonly hash: HashHex;
};

/** `prev` of the first operation of an installation. */
export function deviceGenesis(sha256: Sha256, dev: DeviceId, inst: number): HashHex {
  return toHex(sha256(concat([deviceTag, utf8.encode(`${dev}:${inst}`)])));
}

/** Chain value of a scope's empty log. */
export function scopeGenesis(sha256: Sha256, scope: ScopeId, epoch: number): HashHex {
  return toHex(sha256(concat([scopeTag, utf8.encode(`${scope}:${epoch}`)])));
}

export type ScopeLink = {
  readonly chain: HashHex;
  readonly seq: number;
  readonly hash: HashHex;
  /** Server's receipt in ms since 1970, read after the scope's lock was taken. */
  readonly recvAt: number;
};

/** Chain value after the entry `seq` was appended to a log whose chain value was `chain`. */
export function nextScopeChain(sha256: Sha256, link: ScopeLink): HashHex {
  const numbers = new DataView(new ArrayBuffer(16));
  numbers.setBigUint64(0, BigInt(link.seq));
  numbers.setBigUint64(8, BigInt(link.recvAt));
  return toHex(
    sha256(concat([linkTag, fromHex(link.chain), fromHex(link.hash), new Uint8Array(numbers.buffer)])),
  );
}

const hexPairs = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

export function toHex(octets: Uint8Array): HashHex {
  let text = '';
  for (const octet of octets) text += hexPairs[octet] ?? '';
  return text as HashHex;
}

export function fromHex(text: string): Uint8Array {
  invariant(text.length % 2 === 0, 'hexadecimal text has an even length');
  const octets = new Uint8Array(text.length / 2);
  for (let at = 0; at < octets.length; at += 1)
    octets[at] = (nibble(text, at * 2) << 4) | nibble(text, at * 2 + 1);
  return octets;
}

/** Value of a lower-case hexadecimal digit: `HashHexSchema` lets no other character this far. */
function nibble(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}

const base64UrlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base64UrlValues = new Map(Array.from(base64UrlAlphabet, (char, value) => [char, value]));

export function toBase64Url(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const octet of octets) {
    held = (held << 8) | octet;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += base64UrlAlphabet.charAt((held >> bits) & 63);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + base64UrlAlphabet.charAt((held << (6 - bits)) & 63) : text;
}

export function fromBase64Url(text: string): Uint8Array {
  const octets = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const char of text) {
    held = (held << 6) | (base64UrlValues.get(char) ?? 0);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      octets[at] = held >> bits;
      at += 1;
      held &= (1 << bits) - 1;
    }
  }
  return octets;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
