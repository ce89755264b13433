import { describe, expect, it } from 'vitest';
import { choose } from './propose-source.ts';
import type { ProposedStream } from './propose-source.ts';

const stream = (token: string, width: number, change: Partial<ProposedStream> = {}): ProposedStream => ({
  token,
  name: token,
  url: `rtsp://10.0.0.1/${token}`,
  codec: 'h264',
  codecProfile: 'Baseline',
  width,
  height: (width * 9) / 16,
  fps: 10,
  gop: 20,
  hasPtz: false,
  ...change,
});

describe('the proposal for a camera', () => {
  it('takes the largest stream as main and one that fits a tile as sub', () => {
    const streams = [stream('third', 352), stream('first', 2560), stream('second', 640)];
    expect(choose(streams, 0)).toMatchObject({
      main: { token: 'first' },
      sub: { token: 'second' },
      warnings: [],
    });
  });

  it('prefers H.264 as sub, and warns of H.265 where nothing else is there', () => {
    const h265 = { codec: 'h265' };
    const mixed = choose([stream('a', 1920, h265), stream('b', 640, h265), stream('c', 352)], 0);
    expect(mixed).toMatchObject({ sub: { token: 'c' }, warnings: ['main_not_h264', 'sub_small'] });
    const none = choose([stream('a', 1920, h265), stream('b', 640, h265)], 0);
    expect(none?.warnings).toEqual(['no_h264', 'sub_not_h264', 'main_not_h264']);
  });

  it('[V10] warns of long GOPs, possible B-frames, tiny subs and a clock that is off', () => {
    const { warnings } =
      choose(
        [stream('a', 1920, { codecProfile: 'High', gop: 250 }), stream('b', 240, { gop: 100 })],
        400_000,
      ) ?? {};
    expect(warnings).toEqual([
      'sub_small',
      'long_gop_main',
      'long_gop_sub',
      'may_hold_b_frames',
      'clock_off',
    ]);
  });

  it('says so where there is one stream, or none', () => {
    expect(choose([stream('only', 1280)], undefined)).toMatchObject({ warnings: ['sub_missing'] });
    expect(choose([], undefined)).toBeUndefined();
  });
});
