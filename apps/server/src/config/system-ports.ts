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

export const nativeSha256: Sha256 = Object.assign((octets: Uint8Array) => hash('sha256', octets, 'buffer'), {
  hex: (input: Uint8Array | string) => hash('sha256', input, 'hex'),
});
