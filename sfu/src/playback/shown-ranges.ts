import type { RecordedRange } from '@truc/media/signalling';

/** Pictures of a stream that runs are closer together than this, at any speed that is offered. */
const joinedWithinMs = 5_000;

/** What of the recordings was sent, gathered picture by picture. */
export class ShownRanges {
  readonly #limit: number;
  #ranges: [number, number][] = [];
  #continues = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What comes next does not follow on what came before: between the two nothing was shown. */
  interrupt(): void {
    this.#continues = false;
  }

  add(recordedMs: number): void {
    const last = this.#ranges.at(-1);
    const step = last === undefined ? Infinity : recordedMs - last[1];
    if (last !== undefined && this.#continues && step >= 0 && step <= joinedWithinMs) last[1] = recordedMs;
    else this.#ranges.push([recordedMs, recordedMs]);
    this.#continues = true;
    if (this.#ranges.length > 2 * this.#limit) this.#ranges = this.#joined();
  }

  /** In order of time, each moment once. Of too many the closest are joined: rather too much is told than too little. */
  list(): RecordedRange[] {
    return this.#joined().map(([from, until]) => [Math.floor(from), Math.ceil(until)]);
  }

  #joined(): [number, number][] {
    const joined: [number, number][] = [];
    for (const [from, until] of this.#ranges.toSorted(([a], [b]) => a - b)) {
      const last = joined.at(-1);
      if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], until);
      else joined.push([from, until]);
    }
    while (joined.length > this.#limit) joinClosest(joined);
    return joined;
  }
}

function joinClosest(ranges: [number, number][]): void {
  let closest = 1;
  const gapBefore = (at: number) => (ranges[at]?.[0] ?? 0) - (ranges[at - 1]?.[1] ?? 0);
  for (let at = 2; at < ranges.length; at += 1) if (gapBefore(at) < gapBefore(closest)) closest = at;
  const [later] = ranges.splice(closest, 1);
  const earlier = ranges[closest - 1];
  if (later !== undefined && earlier !== undefined) earlier[1] = Math.max(earlier[1], later[1]);
}
