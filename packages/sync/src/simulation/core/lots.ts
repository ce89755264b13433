import type { Random, RandomBytes } from '@truc/base';

/** Draws of one purpose. Two purposes never share a stream: what one draws more does not shift the other. */
export type Lots = Random &
  RandomBytes & {
    /** Whole number from 0 to `limit` - 1. */
    below(limit: number): number;
    /** Whole number from `from` to `to`, both included. */
    between(from: number, to: number): number;
    chance(share: number): boolean;
    pick<T>(choices: readonly T[]): T;
  };

/** Mulberry32 from a seed and the name of a purpose. */
export function createLots(seed: number, purpose: string): Lots {
  // Signed: a state beyond 31 bits would be a number on the heap, one for each draw.
  let state = seed | 0;
  for (let at = 0; at < purpose.length; at += 1)
    state = Math.imul(state ^ purpose.charCodeAt(at), 0x9e3779b1);
  const word = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = () => word() / 2 ** 32;
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (share) => next() < share,
    pick(choices) {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new Error('Nothing to pick from');
      return choice;
    },
    bytes(length) {
      const octets = new Uint8Array(length);
      for (let at = 0; at < length; at += 4) {
        const drawn = word();
        octets[at] = drawn;
        octets[at + 1] = drawn >>> 8;
        octets[at + 2] = drawn >>> 16;
        octets[at + 3] = drawn >>> 24;
      }
      return octets;
    },
  };
}
