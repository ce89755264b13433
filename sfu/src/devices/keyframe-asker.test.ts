import { failure, ok } from '@truc/base';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OnvifResult } from '@truc/sfu/onvif';
import { createSimulatedTime, type SimulatedTime } from '../testing/simulated-time.ts';
import { KeyframeAsker } from './keyframe-asker.ts';
import type { KeyframeHabit } from './keyframe-habit.ts';

let time: SimulatedTime;
let asked: number[];
let answer: OnvifResult<void>;
let habit: KeyframeHabit | undefined;
let asker: KeyframeAsker;

function create(known?: KeyframeHabit): KeyframeAsker {
  return new KeyframeAsker({
    clock: time.clock,
    timers: time.timers,
    habit: known,
    ask: async () => {
      asked.push(time.clock.monotonic());
      return answer;
    },
    onHabit: (next) => (habit = next),
  });
}

/** Three keyframes of the camera's own, ten seconds apart. */
async function settle(): Promise<void> {
  for (let at = 0; at < 3; at += 1) {
    asker.noteKeyframe();
    await time.pass(at < 2 ? 10_000 : 3_000);
  }
}

beforeEach(() => {
  time = createSimulatedTime(1_000);
  asked = [];
  answer = ok(undefined);
  habit = undefined;
  asker = create();
});

describe('asking a camera for a keyframe', () => {
  it('[V13] coalesces whoever asks into one request a second', async () => {
    for (let at = 0; at < 64; at += 1) asker.request();
    await time.pass(0);
    expect(asked).toHaveLength(1);
    asker.noteKeyframe();
    asker.request();
    await time.pass(500);
    expect(asked).toHaveLength(1);
    await time.pass(600);
    expect(asked).toEqual([1_000, 2_000]);
  });

  it('[V3] goes on asking until a keyframe comes, five times at most', async () => {
    asker.request();
    await time.pass(3_200);
    expect(asked).toHaveLength(3);
    asker.noteKeyframe();
    await time.pass(20_000);
    expect(asked).toHaveLength(3);
  });

  it('learns that a camera obeys from a keyframe before its own rhythm, and how soon it comes', async () => {
    await settle();
    asker.request();
    await time.pass(180);
    asker.noteKeyframe();
    expect(asker.serialize()).toEqual({ obedience: 'obeys', usualMs: 180, asked: 1 });
    expect(habit).toEqual({ obeyed: [true], usualMs: 180 });
  });

  it('takes a keyframe in the camera’s own rhythm for no answer', async () => {
    await settle();
    await time.pass(6_500);
    asker.request();
    await time.pass(500);
    asker.noteKeyframe();
    expect(asker.obedience).toBe('unknown');
  });

  it('asks a camera that ignored three requests again only after ten minutes', async () => {
    await settle();
    asker.request();
    await time.pass(6_000);
    asker.noteKeyframe();
    expect(asker.obedience).toBe('ignores');
    const before = asked.length;
    for (let gop = 0; gop < 58; gop += 1) {
      asker.request();
      await time.pass(10_000);
      asker.noteKeyframe();
    }
    expect(asked).toHaveLength(before);
    for (let gop = 0; gop < 2; gop += 1) {
      await time.pass(10_000);
      asker.noteKeyframe();
    }
    await time.pass(3_000);
    asker.request();
    await time.pass(100);
    expect(asked).toHaveLength(before + 1);
    asker.noteKeyframe();
    expect(asker.obedience).toBe('obeys');
  });

  it('remembers over a restart that a camera ignores requests', async () => {
    asker = create({ obeyed: [false, false, false] });
    asker.request();
    await time.pass(2_000);
    asker.request();
    await time.pass(60_000);
    expect(asked).toHaveLength(1);
  });

  it('learns nothing from a device that is away, and at once from one that knows no such request', async () => {
    answer = failure('unreachable');
    asker.request();
    await time.pass(4_000);
    expect(asker.obedience).toBe('unknown');
    answer = failure('not_supported');
    asker.request();
    await time.pass(8_000);
    expect(asker.obedience).toBe('ignores');
  });
});
