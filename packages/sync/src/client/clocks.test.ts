import { describe, expect, it } from 'vitest';
import { createClockOffset } from './clock-offset.ts';
import { isBelievable, laterHybridTime, nextHybridTime } from './hybrid-clock.ts';

describe('createClockOffset', () => {
  it('[TI1] measures the server’s clock by the four readings, give or take half the round trip', () => {
    const offset = createClockOffset();
    offset.handleExchange({ wall: 1_000, mono: 0 }, { wall: 1_100, mono: 100 }, { recv: 6_040, sent: 6_060 });
    expect(offset.estimate({ wall: 1_100, mono: 100 })).toEqual({ off: 5_000, err: 40 });
  });

  it('[TI1] takes the best of the last eight by round trip', () => {
    const offset = createClockOffset();
    exchange(offset, { at: 0, roundTrip: 20, ahead: 5_000 });
    for (let at = 1; at < 8; at += 1) exchange(offset, { at: at * 1_000, roundTrip: 400, ahead: 5_150 });
    expect(offset.estimate({ wall: 8_000, mono: 8_000 })).toEqual({ off: 5_000, err: 10 });
    exchange(offset, { at: 8_000, roundTrip: 300, ahead: 5_100 });
    expect(offset.estimate({ wall: 9_000, mono: 9_000 })).toEqual({ off: 5_100, err: 150 });
  });

  it('[TI1] knows nothing before the first exchange, nor after the clock was set', () => {
    const offset = createClockOffset();
    expect(offset.estimate({ wall: 0, mono: 0 })).toBeNull();
    exchange(offset, { at: 0, roundTrip: 20, ahead: 0 });
    expect(offset.estimate({ wall: 3_601_000, mono: 1_000 })).toBeNull();
  });
});

describe('hybrid clock', () => {
  it('[TI3] rises with every operation, however the wall clock goes', () => {
    const walls = [1_000, 1_000, 500, 1_001];
    let last = { t: 0, c: 0 };
    const seen = walls.map((wall) => (last = nextHybridTime(last, wall)));
    expect(seen).toEqual([
      { t: 1_000, c: 0 },
      { t: 1_000, c: 1 },
      { t: 1_000, c: 2 },
      { t: 1_001, c: 0 },
    ]);
  });

  it('[TI3] takes the later of two, and does not believe one that is far ahead of the server', () => {
    expect(laterHybridTime({ t: 5, c: 1 }, { t: 5, c: 2 })).toEqual({ t: 5, c: 2 });
    expect(isBelievable({ t: 1_000_000 + 5 * 60_000, c: 0 }, 1_000_000)).toBe(true);
    expect(isBelievable({ t: 1_000_001 + 5 * 60_000, c: 0 }, 1_000_000)).toBe(false);
  });
});

function exchange(
  offset: ReturnType<typeof createClockOffset>,
  { at, roundTrip, ahead }: { at: number; roundTrip: number; ahead: number },
): void {
  const middle = at + roundTrip / 2 + ahead;
  const back = at + roundTrip;
  offset.handleExchange({ wall: at, mono: at }, { wall: back, mono: back }, { recv: middle, sent: middle });
}
