/** One picture as it went out. `packets` share one memory: keep them all or none. */
export type SentFrame = {
  readonly packets: readonly Buffer[];
  readonly rtpTimestamp: number;
  /** Machine time of arrival, ms since 1970. */
  readonly wallMs: number;
  readonly isKeyframe: boolean;
};

export type GopLimits = { readonly packets: number; readonly bytes: number; readonly ageMs: number };

export interface GopBuffer {
  add(frame: SentFrame): void;
  /** The frames from the last keyframe to now, in order; empty when there are none or they were too many to keep. */
  frames(): readonly SentFrame[];
  /** The last keyframe, also when the frames after it were too many. */
  keyframe(): SentFrame | undefined;
  /** The camera is gone: frames of another connection do not continue these. The keyframe stays as a poster. */
  interrupt(): void;
}

export const defaultGopLimits: GopLimits = { packets: 3_000, bytes: 4 * 1024 * 1024, ageMs: 30_000 };

/**
 * Keeps the current group of pictures, so that a joiner can be shown it at once. A group is kept whole or not at all:
 * frames without those before them cannot be decoded.
 */
export function createGopBuffer(limits: GopLimits = defaultGopLimits): GopBuffer {
  let frames: SentFrame[] = [];
  let keyframe: SentFrame | undefined;
  let packetCount = 0;
  let byteCount = 0;

  function add(frame: SentFrame): void {
    if (frame.isKeyframe) {
      empty();
      keyframe = frame;
    } else if (frames.length === 0) {
      return;
    }
    frames.push(frame);
    packetCount += frame.packets.length;
    for (const packet of frame.packets) byteCount += packet.length;
    const ageMs = frame.wallMs - (frames[0]?.wallMs ?? frame.wallMs);
    if (packetCount > limits.packets || byteCount > limits.bytes || ageMs > limits.ageMs) empty();
  }

  function empty(): void {
    frames = [];
    packetCount = 0;
    byteCount = 0;
  }

  return { add, frames: () => frames, keyframe: () => keyframe, interrupt: empty };
}
