import { expect, it } from 'vitest';
import { createOrderWatch } from './order-watch.ts';

it('[video 5.10] sees a picture that steps back, and takes a repeated time or a clock that was set for none', () => {
  const order = createOrderWatch();
  const given = [0, 10_800, 3600, 7200, 7200, 21_600, 14_400, 200_000, 3600];
  expect(given.map((timestamp) => order.isBackward(timestamp))).toEqual([
    false,
    false,
    true,
    false,
    false,
    false,
    true,
    false,
    false,
  ]);
  order.restart();
  expect(order.isBackward(0)).toBe(false);
});

it('sees it where the 32 bits wrap', () => {
  const order = createOrderWatch();
  order.isBackward(1800);
  expect(order.isBackward(2 ** 32 - 1800)).toBe(true);
});
