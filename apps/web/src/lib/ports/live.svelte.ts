import { liveQuery } from 'dexie';
import { createSubscriber } from 'svelte/reactivity';

/** A read of the local databases that follows every later change, in whatever tab it was made. */
export type Live<T> = {
  readonly current: T;
  /** False until the first read has come back. */
  readonly isRead: boolean;
  /** What the database said when a read failed, or null. */
  readonly failure: unknown;
};

/** Use inside a component or `$derived`: the query runs while somebody looks, and stops after. */
export function live<T>(query: () => T | Promise<T>, initial: T): Live<T> {
  let value = initial;
  let isRead = false;
  let failure: unknown = null;
  const subscribe = createSubscriber((update) => {
    const subscription = liveQuery(query).subscribe({
      next(next) {
        value = next;
        isRead = true;
        failure = null;
        update();
      },
      error(thrown) {
        failure = thrown;
        update();
      },
    });
    return () => subscription.unsubscribe();
  });
  return {
    get current() {
      subscribe();
      return value;
    },
    get isRead() {
      subscribe();
      return isRead;
    },
    get failure() {
      subscribe();
      return failure;
    },
  };
}
