import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smoothedIntervalMs } from './picture-age.ts';
import { decidePicture } from './picture.ts';
import { defaultSettings } from './settings.ts';

/** Gaps between frames: 1 to 5 a second, each up to half an interval early or late. */
const gaps = fc.integer({ min: 200, max: 1_000 }).chain((intervalMs) =>
  fc.array(fc.integer({ min: Math.ceil(intervalMs * 0.5), max: Math.floor(intervalMs * 1.5) }), {
    minLength: 5,
    maxLength: 200,
  }),
);

it('[4G] marks no picture of a camera that sends 1 to 5 frames a second unevenly', () => {
  fc.assert(
    fc.property(gaps, (timing) => {
      let frameIntervalMs: number | null = null;
      for (const gapMs of timing) {
        // The worst moment: just before the next frame, seen by the slowest tick.
        const { state } = decidePicture(
          {
            refusal: null,
            camera: { state: 'live', since: 0, conditions: [] },
            ageMs: gapMs + 60,
            sinceFrameMs: gapMs,
            frameIntervalMs,
            stall: null,
            earlier: null,
            width: 640,
            height: 360,
            framesPresented: 9,
          },
          defaultSettings,
        );
        // Before the second frame nothing is known of the camera's rate.
        if (frameIntervalMs !== null) expect(state).toBe('live');
        frameIntervalMs = smoothedIntervalMs(frameIntervalMs, gapMs);
      }
    }),
  );
});
