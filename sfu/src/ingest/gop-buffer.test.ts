import { expect, it } from 'vitest';
import { createGopBuffer } from './gop-buffer.ts';
import type { SentFrame } from './gop-buffer.ts';

const limits = { packets: 10, bytes: 1000, ageMs: 500 };
const frame = (wallMs: number, { isKeyframe = false, packets = 1, length = 10 } = {}): SentFrame => ({
  packets: Array.from({ length: packets }, () => Buffer.alloc(length)),
  rtpTimestamp: wallMs * 90,
  wallMs,
  isKeyframe,
});

it('keeps the frames from the last keyframe on, and nothing before the first', () => {
  const gop = createGopBuffer(limits);
  gop.add(frame(0));
  expect(gop.frames()).toEqual([]);
  for (const at of [10, 20, 30]) gop.add(frame(at, { isKeyframe: at !== 30 }));
  expect(gop.frames().map(({ wallMs }) => wallMs)).toEqual([20, 30]);
});

it.each([
  ['packets', frame(20, { packets: 10 })],
  ['octets', frame(20, { length: 991 })],
  ['time', frame(511)],
])('gives a group up that exceeds its limit of %s, and keeps its keyframe', (_name, last) => {
  const gop = createGopBuffer(limits);
  gop.add(frame(10, { isKeyframe: true }));
  gop.add(last);
  gop.add(frame(30));
  expect(gop.frames()).toEqual([]);
  expect(gop.keyframe()?.wallMs).toBe(10);
  gop.add(frame(40, { isKeyframe: true }));
  expect(gop.frames()).toHaveLength(1);
});

it('keeps a group that is exactly as large as allowed', () => {
  const gop = createGopBuffer(limits);
  gop.add(frame(10, { isKeyframe: true }));
  gop.add(frame(510, { packets: 9, length: 110 }));
  expect(gop.frames()).toHaveLength(2);
});

it('ends the group when the camera is gone', () => {
  const gop = createGopBuffer(limits);
  gop.add(frame(10, { isKeyframe: true }));
  gop.interrupt();
  gop.add(frame(20));
  expect(gop.frames()).toEqual([]);
  expect(gop.keyframe()?.wallMs).toBe(10);
});
