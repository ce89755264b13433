import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Settling } from './settling.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what nobody waits for', () => {
  it('runs at once for whoever signed in', () => {
    const run = vi.fn();
    const settling = new Settling();
    settling.begin(run, { unlocked: false });
    expect(run).toHaveBeenCalledOnce();
    expect(settling.isOver).toBe(true);
  });

  it('lets the page of whoever unlocked be shown first', () => {
    const run = vi.fn();
    const settling = new Settling();
    settling.begin(run, { unlocked: true });
    expect(settling.isOver).toBe(false);
    expect(run).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(run).toHaveBeenCalledOnce();
    expect(settling.isOver).toBe(true);
  });

  it('is called off when he leaves before that, or somebody else comes', () => {
    const [first, second] = [vi.fn(), vi.fn()];
    const settling = new Settling();
    settling.begin(first, { unlocked: true });
    settling.begin(second, { unlocked: true });
    vi.runAllTimers();
    expect(first).not.toHaveBeenCalled();
    settling.begin(first, { unlocked: true });
    settling.end();
    vi.runAllTimers();
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledOnce();
  });

  it('waits for a page that holds it, and for none that never comes', () => {
    const run = vi.fn();
    const settling = new Settling();
    const release = settling.hold();
    settling.begin(run, { unlocked: true });
    vi.advanceTimersByTime(1_000);
    expect(run).not.toHaveBeenCalled();
    release();
    release();
    expect(run).toHaveBeenCalledOnce();
    settling.hold();
    settling.begin(run, { unlocked: true });
    vi.runAllTimers();
    expect(run).toHaveBeenCalledTimes(2);
    expect(settling.isOver).toBe(true);
  });
});
