/**
 * How long a receiver may hold a frame back, in ms: not at all, or what the page asks for where its link loses packets. Up to 500
 * Chromium shows frames as they come; with 0 it would hold nothing back whatever the page asks for.
 */
const limits = { leastMs: 0, mostMs: 500 };
const unitMs = 10;

/** As a Producer declares it. */
export const playoutDelay = {
  uri: 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  id: 1,
} as const;

/**
 * The block of header extensions (RFC 8285, 4.2) that asks for it: 12 bits for the least and 12 for the most, in 10 ms.
 *
 * Without it Chromium smooths a stream's rhythm: it fits frames to the screen's, and leaves each camera at an offset of its own, up
 * to an interval late (27 to 95 ms for nine cameras at 10 fps, others after each start).
 */
export const playoutDelayBlock = Buffer.from([
  ...[0xbe, 0xde, 0, 1],
  (playoutDelay.id << 4) | 2,
  ...[units(limits.leastMs) >> 4, ((units(limits.leastMs) & 0xf) << 4) | (units(limits.mostMs) >> 8)],
  units(limits.mostMs) & 0xff,
]);

function units(ms: number): number {
  return Math.round(ms / unitMs);
}
