import { expect, it } from 'vitest';
import { createSourceClock } from './source-clock.ts';

it('[video 5.10] keeps the order in which pictures are to be shown', () => {
  const clock = createSourceClock();
  const shown = [0, 3, 1, 2, 6, 4, 5].map((picture, at) => clock.place(picture * 9_000, at * 100));
  const order = shown.map((_, at) => at).sort((a, b) => (shown[a] ?? 0) - (shown[b] ?? 0));
  expect(order).toEqual([0, 2, 3, 1, 5, 6, 4]);
});

it('stays with the time of arrival, however fast the camera counts', () => {
  const clock = createSourceClock();
  let farthest = 0;
  for (let at = 0; at < 20_000; at += 1)
    farthest = Math.max(
      farthest,
      Math.abs(clock.place(Math.round(at * 9_000 * 1.01) % 2 ** 32, at * 100) - at * 100),
    );
  expect(farthest).toBeLessThan(100);
});

it('goes on at the time of arrival when the camera sets its clock, and never back', () => {
  const clock = createSourceClock();
  expect(clock.place(900_000_000, 0)).toBe(0);
  expect(clock.place(100, 5_000)).toBe(5_000);
  expect(clock.place(9_100, 5_100)).toBe(5_100);
});
