import type { Clock } from '@truc/base';
import { segmentLimit, type DeviceId } from '@truc/sync/protocol';

/**
 * The door before the ingest's bulk lane. When a province comes back at once, only as many pushes are read as can be taken
 * soon; every other tablet is told when its turn is, in the order in which they knocked, and gets a full batch then. Nobody
 * overtakes while there is enough to do, and a quiet server lets everybody in at once.
 */
export interface Turns {
  /** `hurried`: the backlog before an urgent operation; for these there are some seats beside, and no turn. */
  knock(dev: DeviceId, lane: 'bulk' | 'hurried'): Seat | Turn;
}

/** Given back when the push was answered, or its connection has gone. */
export type Seat = { leave(): void };
/** When to come again, and how many operations may come then. */
export type Turn = { readonly retryAfterMs: number; readonly maxBatch: number };

export type TurnsOptions = {
  /** Pushes that are read, wait for their transaction or are in it. */
  readonly seats: number;
  readonly clock: Clock;
};

/** No turn is told farther ahead: the pace may change meanwhile, and to be told again costs next to nothing. */
export const longestTurnMs = 5_000;
const shortestTurnMs = 250;
/** A tablet that does not come by then has lost its turn: links break, and others wait. */
const graceMs = 4_000;
const paceAtFirstMs = 25;
/** Told early rather than late: who comes too early is told once more, which costs next to nothing; who is late leaves seats empty. */
const early = 0.6;
/** Fewer seats than this share are taken: those whose turn it is are still on their way. */
const runningDry = 1 / 8;
/** With those of the hurried lane, as many times the seats of the bulk lane. */
const hurriedSeats = 1.5;

export function createTurns({ seats, clock }: TurnsOptions): Turns {
  /** Tablets that were told a turn, in order, with the moment at which it lapses. */
  const told = new Map<DeviceId, number>();
  let seated = 0;
  let paceMs = paceAtFirstMs;
  let lastLeft = Number.NaN;

  function isBusy(): boolean {
    return seated >= seats * runningDry;
  }

  function forgetLapsed(now: number): void {
    for (const [dev, lapsesAt] of told) {
      if (lapsesAt > now) return;
      told.delete(dev);
    }
  }

  function seat(): Seat {
    seated += 1;
    let isSeated = true;
    return {
      leave() {
        if (!isSeated) return;
        isSeated = false;
        seated -= 1;
        const now = clock.monotonic();
        // Only while many are seated does the time between two answers say how fast the line can move.
        // A stall of a second is not the pace of the next minute.
        if (isBusy() && !Number.isNaN(lastLeft))
          paceMs += (Math.min(now - lastLeft, 4 * paceMs) - paceMs) / 20;
        lastLeft = isBusy() ? now : Number.NaN;
      },
    };
  }

  return {
    knock(dev, lane) {
      const now = clock.monotonic();
      forgetLapsed(now);
      const free = seats - seated;
      const ahead = placeOf(dev, told);
      // When the seats run dry, whoever has waited is let in before his turn; who was served just now waits a moment.
      const isLucky = !isBusy() && told.has(dev);
      if (ahead < free || isLucky || (lane === 'hurried' && seated < seats * hurriedSeats)) {
        told.delete(dev);
        return seat();
      }
      const inTurn = early * (ahead - free + 1) * paceMs;
      const retryAfterMs = Math.round(Math.min(longestTurnMs, Math.max(shortestTurnMs, inTurn)));
      told.set(dev, now + retryAfterMs + graceMs);
      return { retryAfterMs, maxBatch: segmentLimit };
    },
  };
}

/** How many were told a turn before this one; all of them when it knocks for the first time. */
function placeOf(dev: DeviceId, told: ReadonlyMap<DeviceId, number>): number {
  if (!told.has(dev)) return told.size;
  let place = 0;
  for (const other of told.keys()) {
    if (other === dev) break;
    place += 1;
  }
  return place;
}
