/** The channel numbers of `$` frames that the camera chose for one track. */
export type InterleavedChannels = { readonly rtp: number; readonly rtcp: number };

export const transportOffer = 'RTP/AVP/TCP;unicast;interleaved=0-1';

/**
 * Reads the answer to SETUP. Some cameras choose other channels than those offered, and some leave them out:
 * then the offered ones hold. `undefined`: the camera insists on UDP.
 */
export function parseTransportAnswer(header: string | undefined): InterleavedChannels | undefined {
  if (header === undefined) return { rtp: 0, rtcp: 1 };
  const match = /interleaved\s*=\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?/i.exec(header);
  if (match === null) return /\bTCP\b/i.test(header) ? { rtp: 0, rtcp: 1 } : undefined;
  const rtp = Number(match[1]);
  const rtcp = match[2] === undefined ? rtp + 1 : Number(match[2]);
  return rtp > 255 || rtcp > 255 || rtp === rtcp ? undefined : { rtp, rtcp };
}

export type SessionHeader = { readonly id: string; readonly timeoutMs: number };

const defaultTimeoutMs = 60_000;

/** `Session: id;timeout=60`. The time-out is kept between 4 s and 10 min, whatever the camera claims. */
export function parseSessionHeader(header: string | undefined): SessionHeader | undefined {
  const id = header?.split(';')[0]?.trim() ?? '';
  if (!/^[\x21-\x7e]{1,256}$/.test(id)) return undefined;
  const seconds = /timeout\s*=\s*(\d{1,6})/i.exec(header ?? '')?.[1];
  const timeoutMs = seconds === undefined ? defaultTimeoutMs : Number(seconds) * 1000;
  return { id, timeoutMs: Math.min(600_000, Math.max(4_000, timeoutMs)) };
}
