/**
 * The device's estimate of the server's clock: NTP's exchange on every request, the best of the last eight by error bound.
 *
 *     server time = monotonic clock + ahead        off = server time - wall
 *
 * Kept against the monotonic clock alone: who sets the tablet's clock changes `off` and never `wall + off`.
 */
import type { Clock } from '@truc/base';
import type { WireTime } from '@truc/sync/protocol';

export type ClockReading = { readonly wall: number; readonly mono: number };

/** `off` in whole ms, right within `err` ms, `ageMs` after it was measured. */
export type ClockEstimate = { readonly off: number; readonly err: number; readonly ageMs: number };

/** The wall clock went from what it would have shown to something else. All in ms. */
export type ClockJump = { readonly from: number; readonly to: number };

/** `ahead`: server time minus monotonic, right within `err` at `mono`. */
type Sample = { readonly ahead: number; readonly err: number; readonly mono: number };

const keptSamples = 8;
/** A change of wall minus monotonic beyond this is a clock that was set, or a sleep that the monotonic clock missed. */
export const jumpMs = 2_000;
/** How far a quartz runs off, at worst: 4.3 s a day. */
const driftPerMs = 50 / 1_000_000;

export interface ClockOffset {
  handleExchange(sent: ClockReading, received: ClockReading, time: WireTime): void;
  /** Null before the first exchange of this page's life. */
  estimate(now: ClockReading): ClockEstimate | null;
  /** Compares wall with monotonic; a jump since the last look is told once. */
  look(now: ClockReading): ClockJump | null;
}

export function readClock(clock: Clock): ClockReading {
  return { wall: Math.round(clock.now()), mono: Math.round(clock.monotonic()) };
}

export function createClockOffset(): ClockOffset {
  let samples: readonly Sample[] = [];
  let best: Sample | null = null;
  let skew: number | null = null;

  return {
    handleExchange(sent, received, time) {
      const roundTrip = Math.max(0, received.mono - sent.mono - (time.sent - time.recv));
      const ahead = (time.recv - sent.mono + (time.sent - received.mono)) / 2;
      const sample = { ahead, err: Math.ceil(roundTrip / 2), mono: received.mono };
      // What was measured before and cannot be true any more: the monotonic clock stood still in a sleep.
      if (best !== null && contradict(sample, best)) samples = [];
      samples = [...samples.slice(1 - keptSamples), sample];
      best = bestOf(samples);
    },
    estimate({ wall, mono }) {
      if (best === null) return null;
      const off = Math.round(best.ahead + mono - wall);
      return { off, err: errorAt(best, mono), ageMs: Math.max(0, mono - best.mono) };
    },
    look({ wall, mono }) {
      const before = skew;
      skew = wall - mono;
      if (before === null || Math.abs(skew - before) <= jumpMs) return null;
      return { from: before + mono, to: wall };
    },
  };
}

/** All errors grow alike: what is the best of some now stays the best of them. */
function bestOf(samples: readonly Sample[]): Sample | null {
  let found: Sample | null = null;
  for (const sample of samples)
    if (found === null || errorAtStart(sample) < errorAtStart(found)) found = sample;
  return found;
}

/** As if it had been taken when the monotonic clock began; may be below 0. */
function errorAtStart({ err, mono }: Sample): number {
  return err - mono * driftPerMs;
}

function errorAt({ err, mono: takenAt }: Sample, mono: number): number {
  return err + Math.ceil(Math.max(0, mono - takenAt) * driftPerMs);
}

function contradict(fresh: Sample, kept: Sample): boolean {
  return Math.abs(fresh.ahead - kept.ahead) > fresh.err + errorAt(kept, fresh.mono) + jumpMs;
}
