import type { Timers } from '@truc/base';
import { describe, expect, it } from 'vitest';
import { resetLens, setLens, waitingThroughLens } from './lens.ts';
import { settled } from './settled.ts';

const lens = waitingThroughLens({
  within(timers, limitMs, promise) {
    timers.after(limitMs, () => undefined);
    return promise;
  },
});

describe('a wait, seen through the lens', () => {
  it('sets no deadline over the newest answer that was there at once, in a symbolic run', () => {
    setLens({ digests: 'symbolic', isCompact: false });
    const { timers, deadlines } = countingTimers();
    const [older, newest] = [settled(1), settled(2)];
    expect(lens.within(timers, 10, newest)).toBe(newest);
    expect(deadlines()).toBe(0);
    void lens.within(timers, 10, older);
    void lens.within(timers, 10, new Promise(() => undefined));
    expect(deadlines()).toBe(2);
    resetLens();
    void lens.within(timers, 10, newest);
    expect(deadlines()).toBe(3);
  });

  it('sets the engine’s own over every answer, in a run with real digests', () => {
    setLens({ digests: 'real', isCompact: false });
    const { timers, deadlines } = countingTimers();
    void lens.within(timers, 10, settled(1));
    expect(deadlines()).toBe(1);
    resetLens();
  });
});

function countingTimers(): { readonly timers: Timers; readonly deadlines: () => number } {
  let count = 0;
  const after = () => {
    count += 1;
    return () => undefined;
  };
  return { timers: { after }, deadlines: () => count };
}
