import type { Locks } from '@truc/sync/client';

/** Locks shared by the tabs of one browser: give the same one to each of its clients. */
export function createMemoryLocks(): Locks {
  const held = new Set<string>();
  return {
    async withLock(name, run) {
      if (held.has(name)) return 'busy';
      held.add(name);
      try {
        await run();
      } finally {
        held.delete(name);
      }
      return 'held';
    },
  };
}
