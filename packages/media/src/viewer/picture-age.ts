import type { FrameClockFact, ReplayFact } from '@truc/media/signalling';

const ticksPerMs = 90;

/** When the frame with this RTP timestamp reached the SFU, in ms of the SFU's clock. Holds for 6 hours around the clock reading. */
export function frameWallMs(
  clock: Pick<FrameClockFact, 'rtpTimestamp' | 'wallMs'>,
  rtpTimestamp: number,
): number {
  return clock.wallMs + timestampDistance(clock.rtpTimestamp, rtpTimestamp) / ticksPerMs;
}

/** Ms between two frames by their RTP timestamps: negative when `to` is the earlier. */
export function frameDistanceMs(from: number, to: number): number {
  return timestampDistance(from, to) / ticksPerMs;
}

/** Whether a frame bears its true time: none does before the SFU said what the viewing begins with. */
export function isOfItsTime(replay: ReplayFact | null | undefined, rtpTimestamp: number | null): boolean {
  if (replay === undefined) return false;
  if (replay === null) return true;
  return rtpTimestamp !== null && timestampDistance(replay.liveFrom, rtpTimestamp) >= 0;
}

/** A longer gap is a pause or an outage and says nothing about the camera's rate. */
const longestIntervalMs = 5_000;
const smoothing = 0.2;

/** The interval between frames, smoothed, with the newest gap. */
export function smoothedIntervalMs(before: number | null, gapMs: number): number | null {
  if (gapMs <= 0 || gapMs > longestIntervalMs) return before;
  return before === null ? gapMs : before + smoothing * (gapMs - before);
}

/** The shorter way around the 32-bit circle. */
function timestampDistance(from: number, to: number): number {
  return (to - from) | 0;
}
