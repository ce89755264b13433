/**
 * Keeps an update of the application away from a write, in every window of this browser. A write never waits for an
 * update that waits; an update waits until it finds no write under way.
 */
export interface WriteGate {
  write<T>(run: () => Promise<T>): Promise<T>;
  /** Runs `run` once no window is writing. Writes that begin meanwhile wait until it is done. */
  whenIdle(run: () => Promise<void>): Promise<void>;
}

const lockName = 'truc:write';
const lookAgainMs = 200;

export function createWriteGate(locks: LockManager | undefined): WriteGate {
  // Without Web Locks only this window's own writes are known.
  let underWay = 0;
  return { write, whenIdle };

  async function write<T>(run: () => Promise<T>): Promise<T> {
    underWay += 1;
    try {
      if (!locks) return await run();
      return await locks.request(lockName, { mode: 'shared' }, run);
    } finally {
      underWay -= 1;
    }
  }

  async function whenIdle(run: () => Promise<void>): Promise<void> {
    while (!(await tryIdle(run))) await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }

  // `ifAvailable`: a queued request for the exclusive lock would hold back the writes that come after it.
  async function tryIdle(run: () => Promise<void>): Promise<boolean> {
    if (underWay > 0) return false;
    if (!locks) {
      await run();
      return true;
    }
    return locks.request(lockName, { ifAvailable: true }, async (lock) => {
      if (lock === null) return false;
      await run();
      return true;
    });
  }
}
