import type { SentFrame } from '../ingest/index.ts';
import { timestampDistance } from './rtp.ts';

export type ReplayPacket = { readonly packet: Buffer; readonly timestamp: number };

/** A replay is one burst: what is larger than a link's and a NACK buffer's patience waits for the camera's keyframe instead. */
export const replayPacketLimit = 2_000;
export const replayByteLimit = 2_000_000;

/** Kept frames are due this far apart, so that a decoder runs through them at its own speed. In RTP ticks of 1/90 ms. */
const replayStepTicks = 90;

/**
 * The packets of the current group of pictures with the timestamps to replay them under: the last frame keeps its true one,
 * the earlier ones lie close before it and after `lastSentTimestamp`, so that the receiver's time never runs backwards.
 * Empty when there is no room for that, or too much to send.
 */
export function planReplay(
  frames: readonly Pick<SentFrame, 'packets' | 'rtpTimestamp'>[],
  lastSentTimestamp: number | undefined,
): readonly ReplayPacket[] {
  const last = frames.at(-1)?.rtpTimestamp;
  if (last === undefined || isTooLarge(frames)) return [];
  const room = lastSentTimestamp === undefined ? Infinity : timestampDistance(lastSentTimestamp, last);
  // The first of n frames lies n - 1 steps before the last, and after what was sent.
  const step = Math.min(replayStepTicks, Math.floor((room - 1) / Math.max(frames.length - 1, 1)));
  if (step < 1) return [];
  return frames.flatMap(({ packets }, index) => {
    const timestamp = (last - (frames.length - 1 - index) * step) >>> 0;
    return packets.map((packet) => ({ packet, timestamp }));
  });
}

function isTooLarge(frames: readonly Pick<SentFrame, 'packets'>[]): boolean {
  let count = 0;
  let bytes = 0;
  for (const { packets } of frames) {
    count += packets.length;
    for (const packet of packets) bytes += packet.length;
  }
  return count > replayPacketLimit || bytes > replayByteLimit;
}
