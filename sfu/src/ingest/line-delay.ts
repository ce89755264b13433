/**
 * How much longer than usual a camera's pictures are on their way. A line that carries less than the camera sends does not lose them
 * (TCP): they wait in the camera's own buffer, seconds of them, and reach us in good order and old.
 *
 * Two witnesses have to agree, the lesser word counts: the pictures' own timestamps, which a camera that counts wrongly makes
 * lag too, and the wall clock in its sender reports, which a clock that is set makes lag too.
 */
export interface LineDelay {
  /** `cameraMs`: the wall clock in the camera's sender report. Both in ms, whatever their zero. */
  noteReport(cameraMs: number, arrivalMs: number): void;
  /** `lagMs`: how late the picture is by its timestamp. Returns the delay in ms; 0 where it is usual or cannot be known. */
  judge(lagMs: number, arrivalMs: number): number;
  /** The camera's next words have nothing to do with its last. */
  restart(): void;
}

/** Wavering is not waiting. */
const leastMs = 500;
/** The way takes its usual time at some moment of so long. */
const windowMs = 10 * 60_000;
/** A report that is older says nothing of now: cameras send one every second to every five. */
const reportHoldsMs = 15_000;
/** Two halves make one window that slides. */
const halfMs = windowMs / 2;

export function createLineDelay(): LineDelay {
  return new ReportedLineDelay();
}

class ReportedLineDelay implements LineDelay {
  /** The furthest that the camera's clock was ahead on arrival, in this half of the window and the one before. */
  #ahead = { now: -Infinity, before: -Infinity };
  #halfEndsMs = -Infinity;
  #report = { lateMs: 0, atMs: -Infinity };

  noteReport(cameraMs: number, arrivalMs: number): void {
    if (arrivalMs >= this.#halfEndsMs) {
      this.#ahead = { now: -Infinity, before: this.#ahead.now };
      this.#halfEndsMs = arrivalMs + halfMs;
    }
    const ahead = cameraMs - arrivalMs;
    this.#ahead.now = Math.max(this.#ahead.now, ahead);
    const usual = Math.max(this.#ahead.now, this.#ahead.before);
    this.#report = { lateMs: usual - ahead, atMs: arrivalMs };
  }

  judge(lagMs: number, arrivalMs: number): number {
    if (arrivalMs - this.#report.atMs > reportHoldsMs) return 0;
    const delayMs = Math.min(lagMs, this.#report.lateMs);
    return delayMs >= leastMs ? delayMs : 0;
  }

  restart(): void {
    this.#ahead = { now: -Infinity, before: -Infinity };
    this.#halfEndsMs = -Infinity;
    this.#report = { lateMs: 0, atMs: -Infinity };
  }
}
