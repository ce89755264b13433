import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planReplay, replayPacketLimit } from './gop-replay.ts';
import { timestampDistance } from './rtp.ts';

const frame = (rtpTimestamp: number, packets = 1) => ({
  rtpTimestamp,
  packets: Array.from({ length: packets }, () => Buffer.alloc(20)),
});

describe('planReplay', () => {
  it('keeps the last frame at its true time and packs the earlier ones close before it', () => {
    const plan = planReplay([frame(0, 2), frame(9_000), frame(18_000)], undefined);
    expect(plan.map(({ timestamp }) => timestamp)).toEqual([17_820, 17_820, 17_910, 18_000]);
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
          const times = planReplay(frames, sent).map(({ timestamp }) => timestamp);
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
    expect(planReplay([frame(0), frame(9_000)], 9_000)).toEqual([]);
    expect(planReplay([], undefined)).toEqual([]);
    expect(planReplay([frame(0, replayPacketLimit + 1)], undefined)).toEqual([]);
  });
});
