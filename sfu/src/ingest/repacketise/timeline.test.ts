import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeline, ticksPerMs } from './timeline.ts';

/** Places frames that come every `everyMs` and step by `stepTicks`; returns their ticks. */
function placeSteady(frames: number, everyMs: number, stepTicks: number) {
  const timeline = createTimeline(0);
  const ticks = Array.from({ length: frames }, (_, at) => {
    return timeline.place(Math.round(4_294_000_000 + at * stepTicks) >>> 0, at * everyMs);
  });
  return { timeline, ticks };
}

describe('[video 5.6] the timeline of a camera', () => {
  it("keeps the camera's spacing, through the wrap of 32 bits", () => {
    const { ticks } = placeSteady(100, 40, 3600);
    ticks.forEach((value, at) => expect(value).toBe(at * 3600));
  });

  it.each([-0.002, -0.0001, 0.0001, 0.002])(
    'follows a camera whose clock is off by %f, without a growing lag',
    (skew) => {
      const frames = 9_000;
      const { ticks } = placeSteady(frames, 100, 9000 * (1 + skew));
      const lagMs = (ticks.at(-1) ?? 0) / ticksPerMs - (frames - 1) * 100;
      expect(Math.abs(lagMs)).toBeLessThan(25);
      for (let at = 1; at < frames; at += 1) {
        const step = (ticks[at] ?? 0) - (ticks[at - 1] ?? 0);
        expect(Math.abs(step - 9000)).toBeLessThanOrEqual(9000 * 0.0071 + 1);
      }
    },
  );

  it.each([20_000, 3_000, -3_000, -100_000])(
    'stays on our clock when the camera jumps by %i ms',
    (jumpMs) => {
      const timeline = createTimeline(0);
      const ticks = Array.from({ length: 50 }, (_, at) => {
        return timeline.place((1_000_000_000 + at * 3600 + (at >= 25 ? jumpMs * 90 : 0)) >>> 0, at * 40);
      });
      ticks.forEach((value, at) => expect(Math.abs(value / ticksPerMs - at * 40)).toBeLessThanOrEqual(251));
    },
  );

  it('lets a burst at the start run at most 250 ms ahead', () => {
    const timeline = createTimeline(0);
    const ticks = Array.from({ length: 50 }, (_, at) => timeline.place(at * 3600, 1));
    expect((ticks.at(-1) ?? 0) / ticksPerMs).toBeLessThan(255);
  });

  it('gives a repeated timestamp the next tick and loses nothing after it', () => {
    const timeline = createTimeline(0);
    const given = [0, 3600, 3600, 10_800].map((timestamp, at) => timeline.place(timestamp, at * 40));
    expect(given).toEqual([0, 3600, 3601, 10_800]);
  });

  it('[video 5.10] goes forward where frames step back', () => {
    const timeline = createTimeline(0);
    const given = [0, 10_800, 3600, 7200, 21_600, 14_400].map((timestamp, at) =>
      timeline.place(timestamp, at * 40),
    );
    given.forEach((ticks, at) => expect(ticks).toBeGreaterThan(given[at - 1] ?? -1));
  });

  it('strictly increases whatever timestamps and delays come, and stays near our clock', () => {
    const steps = fc.array(
      fc.record({
        stepTicks: fc.oneof(
          fc.integer({ min: 0, max: 18_000 }),
          fc.integer({ min: -0x7fff_ffff, max: 0x7fff_ffff }),
        ),
        elapsedMs: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 60_000 })),
        isRestart: fc.integer({ min: 0, max: 20 }).map((draw) => draw === 0),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (frames) => {
        const timeline = createTimeline(0);
        let timestamp = 0;
        let arrivalMs = 0;
        let last = -1;
        for (const frame of frames) {
          timestamp = (timestamp + frame.stepTicks) >>> 0;
          arrivalMs += frame.elapsedMs;
          if (frame.isRestart) timeline.restart();
          const ticks = timeline.place(timestamp, arrivalMs);
          expect(ticks).toBeGreaterThan(last);
          expect(ticks / ticksPerMs - arrivalMs).toBeLessThanOrEqual(260);
          last = ticks;
        }
      }),
    );
  });
});
