import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReplayable, planReplay, replayLimits } from './gop-replay.ts';
import { timestampDistance } from './rtp.ts';

const frame = (rtpTimestamp: number, packets = 1) => ({
  rtpTimestamp,
  wallMs: 1_000 + rtpTimestamp / 90,
  packets: Array.from({ length: packets }, () => Buffer.alloc(20)),
});
const timesOf = (plan: ReturnType<typeof planReplay>) => plan?.packets.map(({ timestamp }) => timestamp);

describe('planReplay', () => {
  it('keeps the last frame at its true time and packs the earlier ones close before it', () => {
    const plan = planReplay([frame(0, 2), frame(9_000), frame(18_000)], undefined);
    expect(timesOf(plan)).toEqual([17_820, 17_820, 17_910, 18_000]);
  });

  it('says from which frame on timestamps are true, and how old the first one is', () => {
    const plan = planReplay([frame(0), frame(9_000), frame(18_000)], undefined);
    expect(plan).toMatchObject({ liveFrom: 18_000, startedMs: 1_000 });
  });

  it('never runs backwards behind what was sent before, also where the 32 bits wrap', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff_ffff),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(20_000),
        (last, count, gap) => {
          const frames = Array.from({ length: count }, (_, index) =>
            frame((last - (count - 1 - index) * 9_000) >>> 0),
          );
          const sent = (last - gap) >>> 0;
          const times = timesOf(planReplay(frames, sent)) ?? [];
          let before = sent;
          for (const time of times) {
            expect(timestampDistance(before, time)).toBeGreaterThan(0);
            before = time;
          }
          if (times.length > 0) expect(before).toBe(last);
        },
      ),
    );
  });

  it('replays nothing when there is nothing new to show, no group, or too much of it', () => {
    expect(planReplay([frame(0), frame(9_000)], 9_000)).toBeUndefined();
    expect(planReplay([], undefined)).toBeUndefined();
    expect(planReplay([frame(0, replayLimits.packets + 1)], undefined)).toBeUndefined();
    const long = Array.from({ length: replayLimits.frames + 1 }, (_, index) => frame(index * 3_000));
    expect(planReplay(long, undefined)).toBeUndefined();
    expect(isReplayable(long)).toBe(false);
    expect(isReplayable(long.slice(1))).toBe(true);
  });

  it('[V7] does not burst more octets than the caller says a link can take', () => {
    const frames = [frame(0, 10), frame(9_000, 10)];
    expect(planReplay(frames, undefined, { ...replayLimits, bytes: 399 })).toBeUndefined();
    expect(planReplay(frames, undefined, { ...replayLimits, bytes: 400 })?.packets).toHaveLength(20);
  });
});
