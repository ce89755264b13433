import { lockKept, type KeptPlace } from './kept-value.ts';
import type { SessionDatabase } from './session-database.ts';

/** Encrypted values, each at its place. What is asked of one place is done in the order in which it was asked. */
export interface KeptRows {
  keep(place: KeptPlace, value: unknown): Promise<void>;
  drop(place: KeptPlace): Promise<void>;
  /** Resolves once all that was asked for until now is done, or has failed. */
  settled(): Promise<void>;
}

/** Encrypting takes its time: without the order, what was kept a moment before it was dropped would lie there again after. */
export function createKeptRows({ drafts }: Pick<SessionDatabase, 'drafts'>): KeptRows {
  const underWay = new Map<string, Promise<void>>();
  return {
    keep: (place, value) =>
      inTurn(place.key, async () => {
        await drafts.put({ key: place.key, ...(await lockKept(place, value)) });
      }),
    drop: ({ key }) => inTurn(key, () => drafts.delete(key)),
    async settled() {
      await Promise.all(underWay.values());
    },
  };

  function inTurn(key: string, work: () => Promise<void>): Promise<void> {
    const mine = (underWay.get(key) ?? Promise.resolve()).then(work);
    const done = mine.then(forget, forget);
    underWay.set(key, done);
    return mine;

    // Of a failure hears who asked for it; what comes after is done all the same.
    function forget(): void {
      if (underWay.get(key) === done) underWay.delete(key);
    }
  }
}
