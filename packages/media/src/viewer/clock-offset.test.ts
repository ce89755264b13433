import { expect, it } from 'vitest';
import { ClockOffset } from './clock-offset.ts';

it('believes the quickest of the last eight exchanges', () => {
  const offset = new ClockOffset();
  expect(offset.offsetMs).toBeNull();
  offset.add({ sentAt: 0, receivedAt: 100, theirNow: 5_090 });
  expect(offset.offsetMs).toBe(5_040);
  offset.add({ sentAt: 1_000, receivedAt: 1_010, theirNow: 6_005 });
  expect(offset.offsetMs).toBe(5_000);
  for (let at = 0; at < 8; at += 1) offset.add({ sentAt: 0, receivedAt: 50, theirNow: 5_125 });
  expect(offset.offsetMs).toBe(5_100);
});

it('learns nothing from an exchange during which the own clock was set back', () => {
  const offset = new ClockOffset();
  offset.add({ sentAt: 1_000, receivedAt: 0, theirNow: 7 });
  expect(offset.offsetMs).toBeNull();
});
