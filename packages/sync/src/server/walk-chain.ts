/**
 * Where each operation of a segment stands in its device's chain.
 *
 *     chain   1 ── 2 ── 3 ── 4          lastN = 4
 *     fork         └── 3' ── 4' ── 5'   written by a copy of the same device: kept beside, never in the chain
 *
 * A fork never moves the chain's end, so the device that holds the chain goes on undisturbed, and so does its copy.
 */
import { err, ok, type Result } from '@truc/base';
import type { ErrorBody, HashHex, Outcome } from '@truc/sync/protocol';
import type { Place } from './read-segment.ts';
import type { StoredOutcome } from './ports.ts';

export type ChainEnd = { readonly n: number; readonly hash: HashHex };

/** `stored`: a resend. `chain`: the next of the chain. `fork`: beside it. */
export type Walked =
  | { readonly at: 'stored'; readonly place: Place; readonly outcome: Outcome }
  | { readonly at: 'chain' | 'fork'; readonly place: Place };

export type Walk = { readonly steps: readonly Walked[]; readonly end: ChainEnd };

export type ChainWalk = {
  readonly start: ChainEnd;
  /** What is known from one place before the segment to its end. */
  readonly stored: readonly StoredOutcome[];
  /** Nothing that is not signed as its installation signs becomes part of that installation's chain. */
  readonly isSigned: boolean;
};

/** Answers `gap` with the place wanted. */
export function walkChain(
  places: readonly Place[],
  { start, stored, isSigned }: ChainWalk,
): Result<Walk, ErrorBody> {
  const first = places[0];
  let onFork = !isSigned || (first !== undefined && followsFork(first, stored));
  if (first !== undefined && first.n > start.n + 1 && !onFork) {
    return err({ code: 'gap', need: start.n + 1 });
  }
  let end = start;
  // Most segments come for the first time: nothing is known of them.
  const byPlace = stored.length === 0 ? null : Map.groupBy(stored, ({ outcome }) => outcome.n);
  const steps: Walked[] = [];
  for (const place of places) {
    const known = receivedBefore(place, byPlace?.get(place.n));
    if (known !== undefined) {
      onFork = known.fork;
      steps.push({ at: 'stored', place, outcome: known.outcome });
    } else if (isSigned && extendsChain(place, end, onFork)) {
      onFork = false;
      end = { n: place.n, hash: place.link };
      steps.push({ at: 'chain', place });
    } else {
      onFork = true;
      steps.push({ at: 'fork', place });
    }
  }
  return ok({ steps, end });
}

/** A seal that does not open and names words that are held already repeats those words: it is answered as they were (SE2). */
function receivedBefore(
  { hash, link }: Place,
  atPlace: readonly StoredOutcome[] | undefined,
): StoredOutcome | undefined {
  return atPlace?.find((one) => one.hash === link) ?? atPlace?.find((one) => one.hash === hash);
}

function extendsChain(place: Place, end: ChainEnd, onFork: boolean): boolean {
  if (place.n !== end.n + 1) return false;
  // An unreadable header names no predecessor: it belongs to whatever stands before it in the segment.
  return place.header === null ? !onFork : place.header.prev === end.hash;
}

function followsFork(first: Place, stored: readonly StoredOutcome[]): boolean {
  const prev = first.header?.prev;
  return stored.some(({ fork, hash, outcome }) => fork && outcome.n === first.n - 1 && hash === prev);
}
