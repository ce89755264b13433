import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTimerWheel } from './timer-wheel.ts';
import type { Paced } from './timer-wheel.ts';

const now = (): number => performance.now();

function every(intervalMs: number): Paced & { ran: number[] } {
  return {
    ran: [],
    dueAtMs: now(),
    run(nowMs) {
      this.ran.push(Math.round(nowMs - this.dueAtMs));
      this.dueAtMs += intervalMs;
    },
  };
}

describe('createTimerWheel', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => void vi.useRealTimers());

  it('runs each at its own pace and never more than a slot late', () => {
    const wheel = createTimerWheel({ slotMs: 4, now });
    const paced = [every(200), every(100), every(1000 / 15)];
    for (const one of paced) wheel.add(one);
    vi.advanceTimersByTime(9990);
    expect(paced.map((one) => one.ran.length)).toEqual([50, 100, 150]);
    expect(Math.max(...paced.flatMap((one) => one.ran))).toBeLessThanOrEqual(5);
  });

  it('holds what is due beyond one turn of the ring', () => {
    const wheel = createTimerWheel({ slotMs: 4, now });
    const slow = every(5000);
    slow.dueAtMs += 5000;
    wheel.add(slow);
    vi.advanceTimersByTime(4990);
    expect(slow.ran).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(slow.ran).toHaveLength(1);
  });

  it('sets no timer while it is empty, and starts again', () => {
    const wheel = createTimerWheel({ slotMs: 4, now });
    const one = every(100);
    wheel.add(one);
    vi.advanceTimersByTime(250);
    wheel.remove(one);
    vi.advanceTimersByTime(2000);
    expect(vi.getTimerCount()).toBe(0);
    one.dueAtMs = now();
    wheel.add(one);
    vi.advanceTimersByTime(250);
    expect(one.ran).toHaveLength(6);
  });

  it('lets one take itself off while it runs', () => {
    const wheel = createTimerWheel({ slotMs: 4, now });
    let runs = 0;
    const once: Paced = {
      dueAtMs: now(),
      run() {
        runs += 1;
        wheel.remove(once);
      },
    };
    wheel.add(once);
    vi.advanceTimersByTime(1000);
    expect(runs).toBe(1);
  });
});
