import { invariant } from '@truc/base';
import { canonicalJson } from './canonical.ts';
import type { DeviceId, HashHex, ScopeId } from './ids.ts';
import type { TravellingOperation } from './push.ts';

/** SHA-256 as a port: the browser's halves use a pure one (IndexedDB transactions cannot wait), the server its native one. */
export type Sha256 = {
  (octets: Uint8Array): Uint8Array;
  /** Where the platform has it: the digest in hexadecimal, of octets or of a text's UTF-8, in one call. */
  readonly hex?: (input: Uint8Array | string) => string;
};

const utf8 = new TextEncoder();
// Domain separation: no header, link or genesis can be passed off as another (RFC 6962 section 2.1). Before a text the tag
// stands as the character of that number, which is the same octet.
const leafTag = '\u0000';
const linkTag = 0x01;
const deviceTag = '\u0002';
const scopeTag = '\u0003';
const segmentTag = '\u0004';
const claimTag = '\u0005';

/** Commitment to a body: SHA-256(salt ‖ body). */
export function bodyCommitment(sha256: Sha256, saltBase64Url: string, body: string): HashHex {
  const salt = fromBase64Url(saltBase64Url);
  const room = salt.length + body.length * 3;
  const octets = room <= scratch.length ? scratch : new Uint8Array(room);
  octets.set(salt);
  const { written } = utf8.encodeInto(body, octets.subarray(salt.length));
  return digest(sha256, octets.subarray(0, salt.length + written));
}

/** Hash of an operation: over its header's exact octets, and through `commit` over its body. */
export function operationHash(sha256: Sha256, header: string): HashHex {
  return digest(sha256, leafTag + header);
}

/** Checksum of a segment as it travels, over all of its octets: headers, bodies and salts. */
export function segmentSeal(sha256: Sha256, ops: readonly TravellingOperation[]): HashHex {
  return digest(sha256, segmentTag + ops.map(travellingText).join(''));
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
  return utf8.encode(`${claimTag}${dev}:${inst}:${from}:${to}:${hash}`);
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
  return digest(sha256, `${deviceTag}${dev}:${inst}`);
}

/** Chain value of a scope's empty log. */
export function scopeGenesis(sha256: Sha256, scope: ScopeId, epoch: number): HashHex {
  return digest(sha256, `${scopeTag}${scope}:${epoch}`);
}

/** Digest of octets, or of a text's UTF-8. */
function digest(sha256: Sha256, input: Uint8Array | string): HashHex {
  if (sha256.hex !== undefined) return sha256.hex(input) as HashHex;
  return toHex(sha256(typeof input === 'string' ? utf8.encode(input) : input));
}

export type ScopeLink = {
  readonly chain: HashHex;
  readonly seq: number;
  readonly hash: HashHex;
  /** Server's receipt in ms since 1970, read after the scope's lock was taken. */
  readonly recvAt: number;
};

/** Room for what is hashed at once and kept by nobody: a salt and the longest body, or a link. */
const scratch = new Uint8Array(128 * 1024);
const scratchNumbers = new DataView(scratch.buffer);
const linkLength = 1 + 32 + 32 + 8 + 8;

/** Chain value after the entry `seq` was appended to a log whose chain value was `chain`. */
export function nextScopeChain(sha256: Sha256, link: ScopeLink): HashHex {
  scratch[0] = linkTag;
  writeHex(link.chain, scratch, 1);
  writeHex(link.hash, scratch, 33);
  writeNumber(link.seq, 65);
  writeNumber(link.recvAt, 73);
  return digest(sha256, scratch.subarray(0, linkLength));
}

/** A whole number from 0 as 64 bits, the highest octet first. */
function writeNumber(number: number, at: number): void {
  scratchNumbers.setUint32(at, Math.floor(number / 2 ** 32));
  scratchNumbers.setUint32(at + 4, number);
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
  writeHex(text, octets, 0);
  return octets;
}

function writeHex(text: string, into: Uint8Array, start: number): void {
  for (let at = 0; at < text.length; at += 2)
    into[start + at / 2] = (nibble(text, at) << 4) | nibble(text, at + 1);
}

/** Value of a lower-case hexadecimal digit: `HashHexSchema` lets no other character this far. */
function nibble(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}

const base64UrlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base64UrlValues = new Uint8Array(128);
for (let value = 0; value < 64; value += 1) base64UrlValues[base64UrlAlphabet.charCodeAt(value)] = value;

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
  for (let place = 0; place < text.length; place += 1) {
    held = (held << 6) | (base64UrlValues[text.charCodeAt(place)] ?? 0);
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
