import { expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';

it('allows a burst at once and then its rate', () => {
  let now = 0;
  const limit = new RateLimit({ perSecond: 10, burst: 3, clock: { now: () => now, monotonic: () => now } });
  expect([1, 2, 3, 4].map(() => limit.take())).toEqual([true, true, true, false]);
  now += 100;
  expect([limit.take(), limit.take()]).toEqual([true, false]);
  now += 60_000;
  expect([1, 2, 3, 4].map(() => limit.take())).toEqual([true, true, true, false]);
});
