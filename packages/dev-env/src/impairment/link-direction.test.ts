import { describe, expect, it } from 'vitest';
import { clearLink, LinkDirection } from './link-direction.ts';
import type { LinkConditions } from './link-direction.ts';

function direction(conditions: Partial<LinkConditions>, seed = 7): LinkDirection {
  const made = new LinkDirection(seed);
  made.conditions = { ...clearLink, ...conditions };
  return made;
}

/** One packet of 1,000 octets each millisecond. */
function arrivals(link: LinkDirection, count: number): (number | null)[] {
  return Array.from({ length: count }, (_, at) => link.arrivalOf(1_000, at));
}

describe('one direction of a link', () => {
  it('is clear until it is impaired', () => {
    expect(arrivals(direction({}), 3)).toEqual([0, 1, 2]);
  });

  it('loses the part that it is told to, the same packets for the same seed', () => {
    const first = arrivals(direction({ lossPart: 0.05 }), 20_000);
    const lost = first.filter((arrival) => arrival === null).length;
    expect(lost / first.length).toBeGreaterThan(0.045);
    expect(lost / first.length).toBeLessThan(0.055);
    expect(arrivals(direction({ lossPart: 0.05 }), 20_000)).toEqual(first);
    expect(arrivals(direction({ lossPart: 0.05 }, 8), 20_000)).not.toEqual(first);
  });

  it('delays each packet by its delay and its jitter, and keeps the order', () => {
    const all = arrivals(direction({ delayMs: 100, jitterMs: 50 }), 500).map(Number);
    expect(all).toEqual(all.toSorted((a, b) => a - b));
    expect(all.every((arrival, at) => arrival >= at + 100 && arrival <= at + 150)).toBe(true);
  });

  it('lets no more through than its bandwidth, and drops what finds no room in its queue', () => {
    const link = direction({ bitsPerSecond: 800_000, queueBytes: 10_000 });
    const through = arrivals(link, 1_000).filter((arrival) => arrival !== null);
    // 100 octets a millisecond: one packet of ten, and the queue at the end.
    expect(through.length).toBeGreaterThanOrEqual(100);
    expect(through.length).toBeLessThanOrEqual(111);
    expect(link.roomIn(2_000, 1_000)).toBeGreaterThan(0);
    expect(link.roomIn(2_000, 1_100)).toBe(0);
  });

  it('lets some packets be overtaken', () => {
    const all = arrivals(direction({ reorderPart: 0.1 }), 500).map(Number);
    expect(all.some((arrival, at) => arrival > (all[at + 1] ?? Infinity))).toBe(true);
  });
});
