/** As a Producer declares it. */
export const playoutDelay = {
  uri: 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  id: 1,
} as const;

const unitMs = 10;

/**
 * The block of header extensions (RFC 8285, 4.2) that says for how long a receiver may hold a frame back: 12 bits for the least and
 * 12 for the most, in 10 ms.
 *
 * Without it Chromium smooths a stream's rhythm: it fits frames to the screen's, and leaves each camera at an offset of its own, up
 * to an interval late (27 to 95 ms for nine cameras at 10 fps, others after each start).
 */
function block({ leastMs, mostMs }: { readonly leastMs: number; readonly mostMs: number }): Buffer {
  const [least, most] = [leastMs / unitMs, mostMs / unitMs];
  return Buffer.from([
    ...[0xbe, 0xde, 0, 1, (playoutDelay.id << 4) | 2],
    ...[least >> 4, ((least & 0xf) << 4) | (most >> 8), most & 0xff],
  ]);
}

/**
 * Of a frame of now: not at all, or what the page asks for where its link loses packets. Up to 500 ms Chromium still shows frames
 * as they come.
 */
export const liveBlock = block({ leastMs: 0, mostMs: 500 });

/** Of a frame of the past: each takes the place of the one before, and none waits for its turn on the screen. */
export const replayedBlock = block({ leastMs: 0, mostMs: 0 });
