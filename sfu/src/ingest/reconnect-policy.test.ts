import { expect, it } from 'vitest';
import { decideConnectTimeoutMs, decideRetryDelayMs } from './reconnect-policy.ts';

const question = { reason: 'protocol_error', failures: 1, outageMs: 0, random: 0.999 } as const;

it('tries again after 250 ms, then from a range that doubles up to 5 s', () => {
  const delays = [1, 2, 3, 4, 5, 6, 40].map((failures) => decideRetryDelayMs({ ...question, failures }));
  expect(delays).toEqual([250, 500, 999, 1998, 3996, 4995, 4995]);
});

it('draws from the whole range, and never hammers', () => {
  expect(decideRetryDelayMs({ ...question, failures: 40, random: 0.5 })).toBe(2500);
  expect(decideRetryDelayMs({ ...question, failures: 40, random: 0 })).toBe(125);
});

it('[video 6.7] knocks at a closed port twice a second while a camera may be booting, then seldom', () => {
  const refused = { ...question, reason: 'closed_by_camera', failures: 40 } as const;
  expect(decideRetryDelayMs({ ...refused, outageMs: 179_000 })).toBeLessThanOrEqual(1_000);
  expect(decideRetryDelayMs({ ...refused, outageMs: 181_000 })).toBe(4995);
  const closed = { ...question, reason: 'unreachable', failures: 40 } as const;
  expect(decideRetryDelayMs({ ...closed, outageMs: 179_000 })).toBeLessThanOrEqual(500);
  expect(decideRetryDelayMs({ ...closed, outageMs: 181_000 })).toBe(4995);
});

it.each(['auth_refused', 'redirect_refused', 'unsupported_codec'] as const)(
  'waits half a minute after %s',
  (reason) => {
    expect(decideRetryDelayMs({ ...question, reason })).toBeGreaterThanOrEqual(30_000);
  },
);

it('[video 6.7] knocks anew each 0.7 s at a camera that answers nothing, and gives every fourth attempt its time', () => {
  expect([0, 1, 2, 3, 4, 5].map(decideConnectTimeoutMs)).toEqual([3_000, 700, 700, 700, 3_000, 700]);
});
