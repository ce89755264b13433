import { describe, expect, it } from 'vitest';
import { arrivalsFrom } from './frame-times.ts';

describe('arrivals of frames', () => {
  const facts = [
    { rtpTimestamp: 90_000, wallMs: 1_000 },
    { rtpTimestamp: 180_000, wallMs: 2_010 },
  ];

  it('takes a fact of the very frame as it is', () => {
    expect(arrivalsFrom(facts)(180_000)).toEqual({ wallMs: 2_010, isExact: true });
  });

  it('reckons a frame between two facts on the line between them', () => {
    expect(arrivalsFrom(facts)(135_000)).toEqual({ wallMs: 1_505, isExact: false });
  });

  it('tells nothing of frames outside the facts', () => {
    const arrivalOf = arrivalsFrom(facts);
    expect([arrivalOf(89_999), arrivalOf(180_001), arrivalsFrom([])(1)]).toEqual([null, null, null]);
  });

  it('goes on where the 32 bits of a timestamp wrap', () => {
    const arrivalOf = arrivalsFrom([
      { rtpTimestamp: 2 ** 32 - 45_000, wallMs: 1_000 },
      { rtpTimestamp: 45_000, wallMs: 2_000 },
    ]);
    expect(arrivalOf(0)).toEqual({ wallMs: 1_500, isExact: false });
  });
});
