import type { SentFrame } from '../ingest/index.ts';
import { timestampDistance } from './rtp.ts';

export type ReplayPacket = { readonly packet: Buffer; readonly timestamp: number };

/**
 * The current group of pictures, ready to be sent at once. `liveFrom`: the RTP timestamp of its last frame, the first that
 * bears its true time; those before it are older than their timestamps say. `startedMs`: when the first of them reached the
 * ingest, in ms since 1970.
 */
export type Replay = {
  readonly packets: readonly ReplayPacket[];
  readonly liveFrom: number;
  readonly startedMs: number;
};

/** A replay is one burst: what is larger than a link's and a NACK buffer's patience waits for the camera's keyframe instead. */
export type ReplayLimits = { readonly packets: number; readonly bytes: number; readonly frames: number };
export const replayLimits: ReplayLimits = { packets: 2_000, bytes: 2_000_000, frames: 400 };

/** Kept frames are due this far apart, so that a decoder runs through them at its own speed. In RTP ticks of 1/90 ms. */
const replayStepTicks = 90;

type KeptFrame = Pick<SentFrame, 'packets' | 'rtpTimestamp' | 'wallMs'>;

/**
 * The packets of the current group of pictures with the timestamps to replay them under: the last frame keeps its true one,
 * the earlier ones lie close before it and after `lastSentTimestamp`, so that the receiver's time never runs backwards.
 * Nothing when there is no room for that, or too much to send.
 */
export function planReplay(
  frames: readonly KeptFrame[],
  lastSentTimestamp: number | undefined,
  limits: ReplayLimits = replayLimits,
): Replay | undefined {
  const liveFrom = frames.at(-1)?.rtpTimestamp;
  if (liveFrom === undefined || isTooLarge(frames, limits)) return undefined;
  const room = lastSentTimestamp === undefined ? Infinity : timestampDistance(lastSentTimestamp, liveFrom);
  // The first of n frames lies n - 1 steps before the last, and after what was sent.
  const step = Math.min(replayStepTicks, Math.floor((room - 1) / Math.max(frames.length - 1, 1)));
  if (step < 1) return undefined;
  const packets = frames.flatMap((frame, index) => {
    const timestamp = (liveFrom - (frames.length - 1 - index) * step) >>> 0;
    return frame.packets.map((packet) => ({ packet, timestamp }));
  });
  return { packets, liveFrom, startedMs: frames[0]?.wallMs ?? 0 };
}

/** Whether the group can be replayed now; the same question that `planReplay` asks, without making the plan. */
export function isReplayable(frames: readonly KeptFrame[], limits: ReplayLimits = replayLimits): boolean {
  return frames.length > 0 && !isTooLarge(frames, limits);
}

function isTooLarge(frames: readonly Pick<SentFrame, 'packets'>[], limits: ReplayLimits): boolean {
  if (frames.length > limits.frames) return true;
  let count = 0;
  let bytes = 0;
  for (const { packets } of frames) {
    count += packets.length;
    for (const packet of packets) bytes += packet.length;
  }
  return count > limits.packets || bytes > limits.bytes;
}
