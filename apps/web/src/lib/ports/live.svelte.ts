import { liveQuery, type Subscription } from 'dexie';
import { createSubscriber } from 'svelte/reactivity';

/** A read of the local databases that follows every later change, in whatever tab it was made. */
export type Live<T> = {
  readonly current: T;
  /** False until the first read has come back. */
  readonly isRead: boolean;
  /** What the database said when a read failed, or null. */
  readonly failure: unknown;
};
export type LiveQuery<T> = Live<T> & {
  /** Reads once more, and counts as not read until that has come back. */
  readAnew(): void;
};

/** Use inside a component or `$derived`: the query runs while somebody looks, and stops after. What it read last stays. */
export function live<T>(query: () => T | Promise<T>, initial: T): LiveQuery<T> {
  let value = initial;
  let isRead = false;
  let failure: unknown = null;
  let startAnew: (() => void) | null = null;
  const subscribe = createSubscriber((update) => {
    const start = (): Subscription =>
      liveQuery(query).subscribe({
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
    let subscription = start();
    startAnew = () => {
      subscription.unsubscribe();
      subscription = start();
      update();
    };
    return () => {
      startAnew = null;
      subscription.unsubscribe();
    };
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
    readAnew() {
      isRead = false;
      startAnew?.();
    },
  };
}
