import { ViewingIdSchema } from '@truc/media/signalling';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { RecordedClock } from './recorded-clock.ts';

const viewing = v.parse(ViewingIdSchema, '3b241101-e2bb-4255-8caf-4136c566a962');
const noon = Date.UTC(2021, 5, 15, 7);
const said = (rtpTimestamp: number, recordedMs: number, speed: 1 | 2 | 4 = 1) =>
  ({ viewing, rtpTimestamp, recordedMs, speed, isExact: true }) as const;

describe('the moment that a frame shows', () => {
  it('runs on from what was said, by the speed of it, also where RTP’s clock begins again', () => {
    const clock = new RecordedClock();
    clock.add(said(2 ** 32 - 90_000, noon, 2));
    expect(clock.momentOf(90_000)).toEqual({ recordedMs: noon + 4_000, isExact: true });
  });

  it('is that of before a gap for the frames before it, and of behind it for those after', () => {
    const clock = new RecordedClock();
    clock.add(said(0, noon));
    clock.add(said(90_000, noon + 60_000));
    expect(clock.momentOf(45_000)?.recordedMs).toBe(noon + 500);
    expect(clock.momentOf(90_000)?.recordedMs).toBe(noon + 60_000);
  });

  it('is not known of a frame from before a jump: it is never told of another moment', () => {
    const clock = new RecordedClock();
    clock.add(said(0, noon));
    clock.forget();
    expect(clock.momentOf(45_000)).toBeNull();
    clock.add(said(180_000, noon - 3_600_000));
    expect(clock.momentOf(90_000)).toBeNull();
    expect(clock.momentOf(180_000)?.recordedMs).toBe(noon - 3_600_000);
    expect(clock.momentOf(null)).toBeNull();
  });
});
