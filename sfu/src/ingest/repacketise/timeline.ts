/** RTP's clock for video. */
export const ticksPerMs = 90;

const jumpTicks = 10_000 * ticksPerMs;
/** B-frames step back by a few frames; a second is a clock that was set. */
const backwardJumpTicks = 1_000 * ticksPerMs;
/** The longest row of frames that B-frames can hold back behind one another. */
const maxHeldFrames = 16;
/** A frame cannot arrive before it was taken: a lead larger than this is a burst or a jump, and is cut. */
const maxLeadTicks = 250 * ticksPerMs;
const maxCorrection = 0.005;
const windowMs = 5_000;

export type Placement = {
  /** Ticks since the timeline's start, unwrapped: always larger than the last one. */
  readonly ticks: number;
  /** The camera's timestamp went back a little: B-frames. */
  readonly isBackward: boolean;
};

export interface Timeline {
  place(cameraTimestamp: number, arrivalMs: number): Placement;
  /** The camera's next timestamp has nothing to do with its last (reconnect, new SSRC). */
  restart(): void;
  /** The ticks that our own clock shows at a monotonic time. */
  ticksAt(monotonicMs: number): number;
}

/**
 * One continuous 90 kHz clock per camera, whatever the camera does to its own (video clocks restart, jump, repeat and drift).
 *
 * Frames keep the camera's spacing: `ticks = camera + offset`. The offset is chosen anew, from the time of
 * arrival, when the camera's timestamps jump by more than 10 s, go back by a second, or run ahead of arrival by more than
 * 250 ms. Otherwise it moves by at most 0.5 % of the time that passed, so that the earliest arrivals of the last 5 s fall on
 * our clock: a camera whose crystal is off never lets latency or its opposite grow. Ticks never stand still or go back.
 */
export function createTimeline(startMs: number): Timeline {
  let camera = 0;
  let lastTimestamp: number | undefined;
  let highestCamera = 0;
  let lastTicks = -1;
  let lastArrivalMs = startMs;
  let offset = 0;
  let heldFrames = 0;
  let windowEndMs = startMs;
  let windowLead = -Infinity;
  let correction = 0;

  function place(cameraTimestamp: number, arrivalMs: number): Placement {
    const elapsedMs = Math.max(0, arrivalMs - lastArrivalMs);
    lastArrivalMs = Math.max(lastArrivalMs, arrivalMs);
    const step = lastTimestamp === undefined ? 0 : (cameraTimestamp - lastTimestamp) | 0;
    const isFirst = lastTimestamp === undefined;
    lastTimestamp = cameraTimestamp;
    camera += step;
    const behindTicks = highestCamera - camera;
    const isJump =
      Math.abs(step) > jumpTicks || behindTicks > backwardJumpTicks || heldFrames > maxHeldFrames;
    if (isFirst || isJump) anchor(arrivalMs);
    else follow(elapsedMs, arrivalMs);
    highestCamera = Math.max(highestCamera, camera);
    const wanted = Math.floor(camera + offset);
    heldFrames = wanted <= lastTicks ? heldFrames + 1 : 0;
    lastTicks = Math.max(lastTicks + 1, wanted);
    return { ticks: lastTicks, isBackward: !isFirst && !isJump && step < 0 };
  }

  /** Sets the frame on our own clock. */
  function anchor(arrivalMs: number): void {
    offset = Math.max(ticksAt(arrivalMs), lastTicks + 1) - camera;
    highestCamera = camera;
    heldFrames = 0;
    correction = 0;
    windowLead = -Infinity;
    windowEndMs = arrivalMs + windowMs;
  }

  function follow(elapsedMs: number, arrivalMs: number): void {
    const limit = elapsedMs * ticksPerMs * maxCorrection;
    const change = Math.min(limit, Math.max(-limit, correction));
    offset += change;
    correction -= change;
    const lead = camera + offset - ticksAt(arrivalMs);
    if (lead > maxLeadTicks) {
      offset -= lead - maxLeadTicks;
      windowLead = maxLeadTicks + correction;
      return;
    }
    // What is still to be corrected is counted as done, or the correction would swing.
    windowLead = Math.max(windowLead, lead + correction);
    if (arrivalMs < windowEndMs) return;
    correction -= windowLead;
    windowLead = -Infinity;
    windowEndMs = arrivalMs + windowMs;
  }

  function ticksAt(monotonicMs: number): number {
    return Math.floor((monotonicMs - startMs) * ticksPerMs);
  }

  function restart(): void {
    lastTimestamp = undefined;
  }

  return { place, restart, ticksAt };
}
