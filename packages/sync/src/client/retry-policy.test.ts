import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './retry-policy.ts';
import { lockRetryMs } from './round-lock.ts';

const highest = { next: () => 0.999_999 };
const lowest = { next: () => 0 };

describe('retryDelayMs', () => {
  it('[RT2] doubles the ceiling from half a second up to fifteen', () => {
    const ceilings = [1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) => retryDelayMs(failures, highest));
    expect(ceilings).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('[RT2] draws from the whole range below the cap, so that a fleet spreads out', () => {
    expect(retryDelayMs(20, lowest)).toBe(50);
    expect(retryDelayMs(20, { next: () => 0.5 })).toBe(7_500);
  });

  it('[RT2] waits as long as the server asks, then the jitter, and believes a minute at most', () => {
    expect(retryDelayMs(1, lowest, 4_000)).toBe(4_050);
    expect(retryDelayMs(1, lowest, 86_400_000)).toBe(60_050);
  });
});

describe('lockRetryMs', () => {
  it('[RT7] asks for a lock that is taken at longer intervals, and each second at the least', () => {
    const waits = [1, 2, 3, 4, 5, 1_000].map((refusals) => lockRetryMs(refusals, lowest));
    expect(waits).toEqual([100, 200, 400, 800, 800, 800]);
    expect(lockRetryMs(1_000, highest)).toBeLessThan(1_100);
  });
});
