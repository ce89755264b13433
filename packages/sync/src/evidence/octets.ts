import { fromBase64Url, toBase64Url } from '@truc/sync/protocol';

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, at) => octet === b[at]);
}

const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Base64 with padding (RFC 4648 section 4), as signed notes have it. */
export function toBase64(octets: Uint8Array): string {
  const bare = toBase64Url(octets).replaceAll('-', '+').replaceAll('_', '/');
  return bare.padEnd(Math.ceil(bare.length / 4) * 4, '=');
}

/** Null unless the text is the one that `toBase64` writes for these octets. */
export function fromBase64(text: string): Uint8Array | null {
  if (!base64Pattern.test(text)) return null;
  const bare = text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  const octets = fromBase64Url(bare);
  return toBase64(octets) === text ? octets : null;
}
