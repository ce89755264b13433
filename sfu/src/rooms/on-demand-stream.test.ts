import { expect, it } from 'vitest';
import { createSimulatedTime } from '../testing/simulated-time.ts';
import type { CameraStream } from './camera-stream.ts';
import { OnDemandStream } from './on-demand-stream.ts';

function createRig() {
  const time = createSimulatedTime();
  const calls: string[] = [];
  const create = () =>
    ({ start: () => calls.push('start'), close: () => calls.push('close') }) as unknown as CameraStream;
  return { time, calls, stream: new OnDemandStream({ create, timers: time.timers, lingerMs: 10_000 }) };
}

it('is pulled once for all who need it, and a while longer', () => {
  const { time, calls, stream } = createRig();
  const holds = [stream.hold(), stream.hold()];
  expect(calls).toEqual(['start']);
  expect(holds[0]?.stream).toBe(holds[1]?.stream);
  for (const hold of holds) hold?.release();
  time.advance(9_000);
  stream.hold()?.release();
  time.advance(9_000);
  expect(calls).toEqual(['start']);
  time.advance(1_000);
  expect(calls).toEqual(['start', 'close']);
});

it('is warm for a while when somebody may need it, and counts nobody twice', () => {
  const { time, calls, stream } = createRig();
  stream.warm();
  const hold = stream.hold();
  hold?.release();
  hold?.release();
  stream.hold();
  time.advance(60_000);
  expect(calls).toEqual(['start']);
});

it("is nobody's after the camera has left", () => {
  const { calls, stream } = createRig();
  stream.hold();
  stream.close();
  expect(stream.hold()).toBeUndefined();
  expect(calls).toEqual(['start', 'close']);
});
