import { hash } from 'node:crypto';
import type { Clock, Timers } from '@truc/base';
import type { Sha256 } from '@truc/sync/protocol';

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

export const nativeSha256: Sha256 = (octets) => hash('sha256', octets, 'buffer');
