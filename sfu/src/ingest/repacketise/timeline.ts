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

export interface Timeline {
  /** Ticks since the timeline's start, unwrapped: always larger than the last one. */
  place(cameraTimestamp: number, arrivalMs: number): number;
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
  return new CameraTimeline(startMs);
}

class CameraTimeline implements Timeline {
  readonly #startMs: number;
  #camera = 0;
  #lastTimestamp: number | undefined;
  #highestCamera = 0;
  #lastTicks = -1;
  #lastArrivalMs: number;
  #offset = 0;
  #heldFrames = 0;
  #windowEndMs: number;
  #windowLead = -Infinity;
  #correction = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#lastArrivalMs = startMs;
    this.#windowEndMs = startMs;
  }

  place(cameraTimestamp: number, arrivalMs: number): number {
    const elapsedMs = Math.max(0, arrivalMs - this.#lastArrivalMs);
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, arrivalMs);
    const step = this.#lastTimestamp === undefined ? 0 : (cameraTimestamp - this.#lastTimestamp) | 0;
    const isFirst = this.#lastTimestamp === undefined;
    this.#lastTimestamp = cameraTimestamp;
    this.#camera += step;
    const behindTicks = this.#highestCamera - this.#camera;
    const isJump =
      Math.abs(step) > jumpTicks || behindTicks > backwardJumpTicks || this.#heldFrames > maxHeldFrames;
    if (isFirst || isJump) this.#anchor(arrivalMs);
    else this.#follow(elapsedMs, arrivalMs);
    this.#highestCamera = Math.max(this.#highestCamera, this.#camera);
    const wanted = Math.floor(this.#camera + this.#offset);
    this.#heldFrames = wanted <= this.#lastTicks ? this.#heldFrames + 1 : 0;
    this.#lastTicks = Math.max(this.#lastTicks + 1, wanted);
    return this.#lastTicks;
  }

  /** Sets the frame on our own clock. */
  #anchor(arrivalMs: number): void {
    this.#offset = Math.max(this.ticksAt(arrivalMs), this.#lastTicks + 1) - this.#camera;
    this.#highestCamera = this.#camera;
    this.#heldFrames = 0;
    this.#correction = 0;
    this.#windowLead = -Infinity;
    this.#windowEndMs = arrivalMs + windowMs;
  }

  #follow(elapsedMs: number, arrivalMs: number): void {
    const limit = elapsedMs * ticksPerMs * maxCorrection;
    const change = Math.min(limit, Math.max(-limit, this.#correction));
    this.#offset += change;
    this.#correction -= change;
    const lead = this.#camera + this.#offset - this.ticksAt(arrivalMs);
    if (lead > maxLeadTicks) {
      this.#offset -= lead - maxLeadTicks;
      this.#windowLead = maxLeadTicks + this.#correction;
      return;
    }
    // What is still to be corrected is counted as done, or the correction would swing.
    this.#windowLead = Math.max(this.#windowLead, lead + this.#correction);
    if (arrivalMs < this.#windowEndMs) return;
    this.#correction -= this.#windowLead;
    this.#windowLead = -Infinity;
    this.#windowEndMs = arrivalMs + windowMs;
  }

  ticksAt(monotonicMs: number): number {
    return Math.floor((monotonicMs - this.#startMs) * ticksPerMs);
  }

  restart(): void {
    this.#lastTimestamp = undefined;
  }
}
