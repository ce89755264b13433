/**
 * Web Locks: tabs and the service worker of one browser share rounds. A tab that the browser froze keeps its locks (they are
 * freed with the agent, not with its timers), so that whoever holds one says so every second; one that has fallen silent
 * loses it. What it was doing goes on when it thaws, beside the thief's: nothing rests on the lock (RT7).
 */
import type { Clock } from '@truc/base';
import type { Locks } from '@truc/sync/client';

const beatEveryMs = 1_000;
/** A holder that is alive is heard several times within this, unless its timers are slowed: then losing the lock costs one round twice. */
export const silenceMs = 3_500;

export type WebLockPorts = {
  /** Undefined where the browser has none: every tab works by itself, which is also right. */
  readonly locks: Pick<LockManager, 'request'> | undefined;
  /** Reaches every other tab and the service worker. */
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;
  readonly clock: Pick<Clock, 'monotonic'>;
};

export function createWebLocks(ports: WebLockPorts): Locks {
  return new BrowserLocks(ports);
}

class BrowserLocks implements Locks {
  readonly #ports: WebLockPorts;
  /** Monotonic ms of the last sign of life of each lock's holder, and since when this page is refused. */
  readonly #heard = new Map<string, number>();
  readonly #refused = new Map<string, number>();

  constructor(ports: WebLockPorts) {
    this.#ports = ports;
    ports.channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.#heard.set(data, ports.clock.monotonic());
    });
  }

  async withLock(name: string, run: () => Promise<void>): Promise<'held' | 'busy'> {
    const { locks } = this.#ports;
    if (locks === undefined) {
      await run();
      return 'held';
    }
    const held: { running: Promise<void> | null } = { running: null };
    const options = this.#isSilent(name) ? { steal: true } : { ifAvailable: true };
    try {
      return await locks.request(`truc:${name}`, options, async (lock) => {
        if (lock === null) return this.#refuse(name);
        held.running = this.#hold(name, run);
        await held.running;
        return 'held';
      });
    } catch (cause) {
      if (held.running === null) throw cause;
      // Taken away while this tab was frozen. Its round is not over for that; should the round itself have failed, that is told here.
      await held.running;
      return 'held';
    }
  }

  #refuse(name: string): 'busy' {
    if (!this.#refused.has(name)) this.#refused.set(name, this.#ports.clock.monotonic());
    return 'busy';
  }

  #isSilent(name: string): boolean {
    const since = this.#refused.get(name);
    if (since === undefined) return false;
    const heard = Math.max(since, this.#heard.get(name) ?? since);
    return this.#ports.clock.monotonic() - heard >= silenceMs;
  }

  async #hold(name: string, run: () => Promise<void>): Promise<void> {
    this.#refused.delete(name);
    const beat = () => this.#ports.channel.postMessage(name);
    beat();
    const beating = setInterval(beat, beatEveryMs);
    try {
      await run();
    } finally {
      clearInterval(beating);
    }
  }
}
