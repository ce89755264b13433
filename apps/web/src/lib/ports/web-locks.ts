import type { Locks } from '@truc/sync/client';

/** Web Locks: tabs of one browser share rounds. Where they are missing every tab works by itself, which is also right. */
export const webLocks: Locks = {
  async withLock(name, run) {
    if (!('locks' in navigator)) {
      await run();
      return 'held';
    }
    return navigator.locks.request(`truc:${name}`, { ifAvailable: true }, async (lock) => {
      if (lock === null) return 'busy';
      await run();
      return 'held';
    });
  },
};
