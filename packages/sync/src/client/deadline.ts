import type { Timers } from '@truc/base';

/** Something that was waited for did not come. Nothing is known about whether it happened. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/** Waits for `promise`, but no longer than `limitMs`: an await without a deadline is a queue that may stand still. */
export function within<T>(timers: Timers, limitMs: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(limitMs, () => reject(new DeadlinePassed(`${limitMs} ms`)));
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (cause: unknown) => {
        cancel();
        reject(cause instanceof Error ? cause : new Error(String(cause)));
      },
    );
  });
}
