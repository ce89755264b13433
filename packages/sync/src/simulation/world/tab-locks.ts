import type { Locks } from '@truc/sync/client';
import type { Life } from './life.ts';

/** Web Locks of one browser: freed when the tab that holds one dies, and not when it is frozen. */
export class TabLocks {
  readonly #held = new Map<string, Life>();

  of(life: Life): Locks {
    return {
      withLock: async (name, run) => {
        const holder = this.#held.get(name);
        if (holder !== undefined && holder.state !== 'dead') return 'busy';
        this.#held.set(name, life);
        try {
          await run();
        } finally {
          if (this.#held.get(name) === life) this.#held.delete(name);
        }
        return 'held';
      },
    };
  }
}
