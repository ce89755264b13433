import { describe, expect, it, vi } from 'vitest';
import { createWebLocks, silenceMs } from './web-locks.ts';

type Grant = (lock: Lock | null) => Promise<unknown>;

/** The platform's locks in small: one holder, `ifAvailable` and `steal`. */
function createPlatformLocks(): Pick<LockManager, 'request'> {
  let breakHeld: (() => void) | null = null;
  async function request(name: string, options: LockOptions, grant: Grant): Promise<unknown> {
    if (breakHeld !== null && options.steal !== true) return grant(null);
    breakHeld?.();
    const broken = Promise.withResolvers<never>();
    const mine = () => broken.reject(new DOMException('stolen', 'AbortError'));
    breakHeld = mine;
    try {
      return await Promise.race([grant({ name, mode: 'exclusive' }), broken.promise]);
    } finally {
      if (breakHeld === mine) breakHeld = null;
    }
  }
  return { request: request as LockManager['request'] };
}

/** Two pages of one browser. What one posts, the other hears, unless it is frozen. */
function twoPages() {
  const clock = { now: 0 };
  const locks = createPlatformLocks();
  const heard: ((event: MessageEvent) => void)[] = [];
  const page = (at: number, isFrozen: () => boolean) =>
    createWebLocks({
      locks,
      clock: { monotonic: () => clock.now },
      channel: {
        postMessage(data: unknown) {
          if (!isFrozen()) heard[1 - at]?.(new MessageEvent('message', { data }));
        },
        addEventListener: ((_: string, listen: (event: MessageEvent) => void) => {
          heard[at] = listen;
        }) as BroadcastChannel['addEventListener'],
      },
    });
  const frozen = { is: false };
  return { clock, frozen, first: page(0, () => frozen.is), second: page(1, () => false) };
}

function passTime(clock: { now: number }, forMs: number): void {
  for (let passed = 0; passed < forMs; passed += 500) {
    clock.now += 500;
    vi.advanceTimersByTime(500);
  }
}

describe('locks of one browser', () => {
  it('[RT7] stay with a holder that gives signs of life, however long its round is', async () => {
    vi.useFakeTimers();
    const { clock, first, second } = twoPages();
    const round = Promise.withResolvers<void>();
    const holding = first.withLock('truc-sync', () => round.promise);
    for (let tries = 0; tries < 30; tries += 1) {
      expect(await second.withLock('truc-sync', () => Promise.reject(new Error('two at once')))).toBe('busy');
      passTime(clock, 1_000);
    }
    round.resolve();
    expect(await holding).toBe('held');
    expect(await second.withLock('truc-sync', () => Promise.resolve())).toBe('held');
    vi.useRealTimers();
  });

  it('[RT7] are taken from a holder that fell silent, whose round ends as if it still had them', async () => {
    vi.useFakeTimers();
    const { clock, frozen, first, second } = twoPages();
    const round = Promise.withResolvers<void>();
    const holding = first.withLock('truc-sync', () => round.promise);
    frozen.is = true;
    const taken = vi.fn(() => Promise.resolve());
    expect(await second.withLock('truc-sync', taken)).toBe('busy');
    passTime(clock, silenceMs - 500);
    expect(await second.withLock('truc-sync', taken)).toBe('busy');
    passTime(clock, 500);
    expect(await second.withLock('truc-sync', taken)).toBe('held');
    // From now on at once: the silent one has nothing to hold back with any more.
    expect(await second.withLock('truc-sync', taken)).toBe('held');
    expect(taken).toHaveBeenCalledTimes(2);
    round.resolve();
    expect(await holding).toBe('held');
    vi.useRealTimers();
  });

  it('tell what a round that lost its lock threw', async () => {
    vi.useFakeTimers();
    const { clock, frozen, first, second } = twoPages();
    const round = Promise.withResolvers<void>();
    const holding = first.withLock('truc-sync', () => round.promise);
    frozen.is = true;
    await second.withLock('truc-sync', () => Promise.resolve());
    passTime(clock, silenceMs);
    await second.withLock('truc-sync', () => Promise.resolve());
    round.reject(new Error('its own fault'));
    await expect(holding).rejects.toThrow('its own fault');
    vi.useRealTimers();
  });

  it('are no condition: without them every page works by itself', async () => {
    const alone = createWebLocks({
      locks: undefined,
      clock: { monotonic: () => 0 },
      channel: { postMessage: () => undefined, addEventListener: () => undefined },
    });
    const run = vi.fn(() => Promise.resolve());
    expect(await alone.withLock('truc-sync', run)).toBe('held');
    expect(run).toHaveBeenCalledOnce();
  });
});
