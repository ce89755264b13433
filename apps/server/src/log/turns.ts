import type { Clock } from '@truc/base';
import { segmentLimit, type DeviceId } from '@truc/sync/protocol';

/**
 * The door before the ingest's bulk lane. When a province comes back at once, only as many pushes are read as can be taken
 * soon; every other tablet is told when its turn is, and gets a full batch then. Turns go in rounds, as in start-time fair
 * queueing: whoever got ahead, because seats were empty or it had to hurry, waits until all who are here have had as many. A
 * quiet server lets everybody in at once.
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
/** Quicker than most: what is told by it is told once more, while seats would stay empty for the whole of a turn told too late. */
const paceAtFirstMs = 10;
/** Told early rather than late: who comes too early is told once more, which costs next to nothing; who is late leaves seats empty. */
const early = 0.6;
/** Fewer seats than this share are taken: those whose turn it is are still on their way. */
const runningDry = 1 / 8;
/** With those of the hurried lane, as many times the seats of the bulk lane. */
const hurriedSeats = 1.5;

type Told = { readonly round: number; readonly lapsesAt: number };

export function createTurns({ seats, clock }: TurnsOptions): Turns {
  /** Tablets that were told a turn; those of a round stand in the order in which they knocked. */
  const told = new Map<DeviceId, Told>();
  /** The next round of those who have been served in this one, or in one to come. */
  const nextRounds = new Map<DeviceId, number>();
  /** The one that is being served. It never goes back, so that a newcomer owes nothing and is owed nothing. */
  let round = 0;
  let seated = 0;
  let paceMs = paceAtFirstMs;
  let lastLeft = Number.NaN;

  function isBusy(): boolean {
    return seated >= seats * runningDry;
  }

  function forgetLapsed(now: number): void {
    for (const [dev, { lapsesAt }] of told) if (lapsesAt <= now) told.delete(dev);
  }

  function serve(dev: DeviceId, served: number): Seat {
    told.delete(dev);
    let lowest = served;
    for (const waiting of told.values()) lowest = Math.min(lowest, waiting.round);
    if (lowest > round) {
      round = lowest;
      for (const [other, next] of nextRounds) if (next <= round) nextRounds.delete(other);
    }
    nextRounds.set(dev, served + 1);
    return seat();
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
      const mine = told.get(dev)?.round ?? Math.max(round, nextRounds.get(dev) ?? 0);
      const ahead = aheadOf({ dev, round: mine }, told);
      // When the seats run dry, whoever has waited is let in before his turn, as long as it is his round, or nearly.
      const isLucky = !isBusy() && told.has(dev) && ahead.ofRoundsBefore < seats;
      if (ahead.all < free || isLucky || (lane === 'hurried' && seated < seats * hurriedSeats))
        return serve(dev, mine);
      const inTurn = early * (ahead.all - free + 1) * paceMs;
      const retryAfterMs = Math.round(Math.min(longestTurnMs, Math.max(shortestTurnMs, inTurn)));
      told.set(dev, { round: mine, lapsesAt: now + retryAfterMs + graceMs });
      return { retryAfterMs, maxBatch: segmentLimit };
    },
  };
}

/** How many stand before this one: all of earlier rounds, and those of its own who knocked before it. */
function aheadOf(
  { dev, round }: { readonly dev: DeviceId; readonly round: number },
  told: ReadonlyMap<DeviceId, Told>,
): { readonly all: number; readonly ofRoundsBefore: number } {
  let [ofRoundsBefore, ofOwn] = [0, 0];
  let isPassed = false;
  for (const [other, { round: theirs }] of told) {
    if (other === dev) isPassed = true;
    else if (theirs < round) ofRoundsBefore += 1;
    else if (theirs === round && !isPassed) ofOwn += 1;
  }
  return { all: ofRoundsBefore + ofOwn, ofRoundsBefore };
}
