import { expect, it } from 'vitest';
import { createBackoff } from './retry-policy.ts';

it('doubles up to its most, spread over the upper half, and stops when told', () => {
  const late = createBackoff({ firstMs: 1_000, mostMs: 8_000, attempts: 5, random: { next: () => 1 } });
  expect([0, 1, 2, 3, 4, 5].map((attempt) => late.delayMs(attempt))).toEqual([
    1_000,
    2_000,
    4_000,
    8_000,
    8_000,
    null,
  ]);
  const early = createBackoff({ firstMs: 1_000, mostMs: 8_000, random: { next: () => 0 } });
  expect([0, 3, 1_000].map((attempt) => early.delayMs(attempt))).toEqual([500, 4_000, 4_000]);
});
