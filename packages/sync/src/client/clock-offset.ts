/**
 * The device's estimate of the server's clock: NTP's exchange on every request, the best of the last eight by round trip.
 * Kept against the monotonic clock, so that somebody who sets the tablet's clock does not set the estimate with it.
 */
import type { Clock } from '@truc/base';
import type { WireTime } from '@truc/sync/protocol';

export type ClockReading = { readonly wall: number; readonly mono: number };

/** `ahead`: server time minus monotonic. `skew`: wall minus monotonic when it was taken. */
type Sample = { readonly ahead: number; readonly err: number; readonly skew: number };

const keptSamples = 8;
/** A change of wall minus monotonic beyond this is a clock that was set, or a sleep that the monotonic clock missed. */
const jumpMs = 2_000;

export interface ClockOffset {
  handleExchange(sent: ClockReading, received: ClockReading, time: WireTime): void;
  /** Server time minus wall now, give or take `err`, in whole ms; null when there is no sample to be trusted. */
  estimate(now: ClockReading): { readonly off: number; readonly err: number } | null;
}

export function readClock(clock: Clock): ClockReading {
  return { wall: Math.round(clock.now()), mono: Math.round(clock.monotonic()) };
}

export function createClockOffset(): ClockOffset {
  let samples: readonly Sample[] = [];
  return {
    handleExchange(sent, received, time) {
      const roundTrip = Math.max(0, received.mono - sent.mono - (time.sent - time.recv));
      const ahead = (time.recv - sent.mono + (time.sent - received.mono)) / 2;
      const sample = { ahead, err: Math.ceil(roundTrip / 2), skew: received.wall - received.mono };
      samples = [...samples.slice(1 - keptSamples), sample];
    },
    estimate(now) {
      samples = samples.filter(({ skew }) => Math.abs(now.wall - now.mono - skew) <= jumpMs);
      const best = samples.toSorted((a, b) => a.err - b.err)[0];
      return best === undefined ? null : { off: Math.round(best.ahead + now.mono - now.wall), err: best.err };
    },
  };
}
