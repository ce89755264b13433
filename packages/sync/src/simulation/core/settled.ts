/**
 * Answers that are there already. A deadline over one can never pass, since no timer runs before the answer is heard: whoever
 * waits for it needs none (`lens.ts`). Only the newest is known, which is asked about right after it was given.
 */
let newest: Promise<unknown> | null = null;

export function settled<T>(answer: T): Promise<T> {
  const promise = Promise.resolve(answer);
  newest = promise;
  return promise;
}

export function isSettled(promise: Promise<unknown>): boolean {
  return promise === newest;
}

/** Nothing of a world outlives its run. */
export function forgetSettled(): void {
  newest = null;
}
