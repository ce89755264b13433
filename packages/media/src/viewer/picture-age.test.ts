import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameWallMs, smoothedIntervalMs } from './picture-age.ts';

describe('frameWallMs', () => {
  it('tells when a frame reached the SFU, before and after the clock reading', () => {
    const clock = { rtpTimestamp: 90_000, wallMs: 1_000 };
    expect(frameWallMs(clock, 180_000)).toBe(2_000);
    expect(frameWallMs(clock, 45_000)).toBe(500);
  });

  it('is not led astray where the 32 bits of the timestamp wrap', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff_ffff),
        fc.integer({ min: -6 * 3_600_000, max: 6 * 3_600_000 }),
        (rtpTimestamp, awayMs) => {
          const frame = (rtpTimestamp + awayMs * 90) >>> 0;
          expect(frameWallMs({ rtpTimestamp, wallMs: 0 }, frame)).toBe(awayMs);
        },
      ),
    );
  });
});

describe('smoothedIntervalMs', () => {
  it('follows the camera and ignores gaps that say nothing of its rate', () => {
    expect(smoothedIntervalMs(null, 100)).toBe(100);
    expect(smoothedIntervalMs(100, 200)).toBe(120);
    expect(smoothedIntervalMs(100, -40)).toBe(100);
    expect(smoothedIntervalMs(100, 60_000)).toBe(100);
  });
});
