import { describe, expect, it } from 'vitest';
import { createClockOffset } from './clock-offset.ts';
import { clampHybridTime, laterHybridTime, nextHybridTime } from './hybrid-clock.ts';

describe('createClockOffset', () => {
  it('[TI1] measures the server’s clock by the four readings, give or take half the round trip', () => {
    const offset = createClockOffset();
    offset.handleExchange({ wall: 1_000, mono: 0 }, { wall: 1_100, mono: 100 }, { recv: 6_040, sent: 6_060 });
    expect(offset.estimate({ wall: 1_100, mono: 100 })).toEqual({ off: 5_000, err: 40, ageMs: 0 });
  });

  it('[TI1] takes the best of the last eight by round trip', () => {
    const offset = createClockOffset();
    exchange(offset, { at: 0, roundTrip: 20, ahead: 5_000 });
    for (let at = 1; at < 8; at += 1) exchange(offset, { at: at * 1_000, roundTrip: 400, ahead: 5_150 });
    expect(offset.estimate({ wall: 8_000, mono: 8_000 })).toEqual({ off: 5_000, err: 11, ageMs: 7_980 });
    exchange(offset, { at: 8_000, roundTrip: 300, ahead: 5_100 });
    expect(offset.estimate({ wall: 9_000, mono: 9_000 })).toEqual({ off: 5_100, err: 151, ageMs: 700 });
  });

  it('[TI1] knows nothing before the first exchange', () => {
    expect(createClockOffset().estimate({ wall: 0, mono: 0 })).toBeNull();
  });

  it('[TI1] [TI2] says the same server time whatever the wall clock is set to, any number of times', () => {
    const offset = createClockOffset();
    exchange(offset, { at: 0, roundTrip: 80, ahead: 5_000 });
    for (let mono = 100; mono < 100_000; mono += 997) {
      // Ten years to either side.
      const wall = (((mono * 7_919) % 2_000_003) - 1_000_000) * 315_360;
      offset.look({ wall, mono });
      const estimate = offset.estimate({ wall, mono });
      expect(wall + (estimate?.off ?? Number.NaN)).toBe(5_000 + mono);
      expect(estimate?.err).toBeLessThanOrEqual(40 + Math.ceil(mono / 20_000));
    }
  });

  it('[TI1] lets the error bound grow with age: within 5 s after a day without contact', () => {
    const offset = createClockOffset();
    exchange(offset, { at: 0, roundTrip: 400, ahead: 0 });
    const day = 86_400_000;
    expect(offset.estimate({ wall: day, mono: day })).toMatchObject({ off: 0, ageMs: day - 400 });
    expect(offset.estimate({ wall: day, mono: day })?.err).toBe(200 + 4_320);
  });

  it('[TI1] forgets what was measured before a sleep in which the monotonic clock stood still', () => {
    const offset = createClockOffset();
    exchange(offset, { at: 0, roundTrip: 2, ahead: 0 });
    // An hour of sleep: the server is an hour further, and the round trip is worse than before.
    exchange(offset, { at: 1_000, roundTrip: 600, ahead: 3_600_000 });
    expect(offset.estimate({ wall: 1_600, mono: 1_600 })).toEqual({ off: 3_600_000, err: 300, ageMs: 0 });
  });

  it('[TI4] tells a jump once, and says what the clock would have shown', () => {
    const offset = createClockOffset();
    expect(offset.look({ wall: 1_000, mono: 0 })).toBeNull();
    expect(offset.look({ wall: 6_500, mono: 5_000 })).toBeNull();
    expect(offset.look({ wall: 3_611_500, mono: 10_000 })).toEqual({ from: 11_500, to: 3_611_500 });
    expect(offset.look({ wall: 3_616_500, mono: 15_000 })).toBeNull();
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

  it('[TI3] takes the later of two, and takes one far ahead for five minutes after its receipt', () => {
    expect(laterHybridTime({ t: 5, c: 1 }, { t: 5, c: 2 })).toEqual({ t: 5, c: 2 });
    const limit = 1_000_000 + 5 * 60_000;
    expect(clampHybridTime({ t: limit, c: 3 }, 1_000_000)).toEqual({ t: limit, c: 3 });
    expect(clampHybridTime({ t: limit + 86_400_000, c: 3 }, 1_000_000)).toEqual({ t: limit, c: 3 });
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
