import { describe, expect, it } from 'vitest';
import { JitterTarget } from './jitter-target.ts';

/** Readings every 2 s of a link that loses this part of 100 packets. */
function measure(
  target: JitterTarget,
  lossParts: readonly number[],
  { rttMs = 200, fromMs = 0 } = {},
): number[] {
  let [packetsReceived, packetsLost] = [fromMs, 0];
  return lossParts.map((part, at) => {
    packetsReceived += 100 * (1 - part);
    packetsLost += 100 * part;
    return target.take({ packetsReceived, packetsLost, rttMs }, fromMs + at * 2_000);
  });
}

describe('JitterTarget', () => {
  it('holds nothing back on a clean link, however long its way', () => {
    expect(measure(new JitterTarget(), [0, 0, 0, 0], { rttMs: 600 })).toEqual([0, 0, 0, 0]);
  });

  it('holds back what a lost packet needs to come again, within its bounds', () => {
    const lossy = [0.05, 0.05, 0.05];
    expect(measure(new JitterTarget(), lossy, { rttMs: 100 }).at(-1)).toBe(350);
    expect(measure(new JitterTarget(), lossy, { rttMs: 200 }).at(-1)).toBe(500);
    expect(measure(new JitterTarget(), lossy, { rttMs: 2 }).at(-1)).toBe(250);
    expect(measure(new JitterTarget(), lossy, { rttMs: 3_000 }).at(-1)).toBe(500);
  });

  it('goes on for half a minute after the loss, and then holds nothing back', () => {
    const target = new JitterTarget();
    measure(target, [0.05]);
    const later = measure(
      target,
      Array.from({ length: 30 }, () => 0),
      { fromMs: 2_000 },
    );
    expect(later[5]).toBe(500);
    expect(later.at(-1)).toBe(0);
  });

  it('says what it measured, and counts anew on another connection', () => {
    const target = new JitterTarget();
    measure(target, [0.1]);
    expect(target.quality).toEqual({ lossPart: 0.04000000000000001, rttMs: 200, jitterTargetMs: 500 });
    target.forget();
    expect(target.take({ packetsReceived: 5, packetsLost: 0, rttMs: null }, 3_000)).toBe(500);
  });
});
