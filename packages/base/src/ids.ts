import type { Brand } from './brand.ts';
import type { RandomBytes } from './clock.ts';

export type Uuid = Brand<string, 'Uuid'>;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(text: string): text is Uuid {
  return uuidPattern.test(text);
}

const hexPairs = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** A version 7 UUID (RFC 9562). Its embedded time orders storage; nobody trusts it as a fact. */
export function uuidV7(nowMs: number, random: RandomBytes): Uuid {
  const octets = random.bytes(16);
  let time = Math.floor(nowMs);
  for (let at = 5; at >= 0; at -= 1) {
    octets[at] = time % 256;
    time = Math.floor(time / 256);
  }
  octets[6] = 0x70 | ((octets[6] ?? 0) & 0x0f);
  octets[8] = 0x80 | ((octets[8] ?? 0) & 0x3f);
  const pairs = (from: number, to: number) => {
    let text = '';
    for (let at = from; at < to; at += 1) text += hexPairs[octets[at] ?? 0] ?? '';
    return text;
  };
  return `${pairs(0, 4)}-${pairs(4, 6)}-${pairs(6, 8)}-${pairs(8, 10)}-${pairs(10, 16)}` as Uuid;
}
