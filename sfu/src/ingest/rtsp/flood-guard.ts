/** Sustained: 64 Mbit/s, twice what the largest camera sends. */
const octetsPerSecond = 8_000_000;
/** Two large keyframes, or what gathers in the kernel while the process stands still. */
const burstOctets = 8_000_000;
/** What a piece costs beside its octets: tiny ones take time too. */
const pieceCost = 400;

export interface FloodGuard {
  /** Counts octets and whole pieces (packets, messages). False: more came than a camera sends. */
  admit(octets: number, pieces: number, nowMs: number): boolean;
}

/** One camera must not take the time of the others: a bucket that fills as time passes, and that what comes empties. */
export function createFloodGuard(startMs: number): FloodGuard {
  let left = burstOctets;
  let lastMs = startMs;
  return {
    admit(octets, pieces, nowMs) {
      left = Math.min(burstOctets, left + (Math.max(0, nowMs - lastMs) * octetsPerSecond) / 1000);
      lastMs = nowMs;
      left -= octets + pieces * pieceCost;
      return left >= 0;
    },
  };
}
