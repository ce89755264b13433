/**
 * Runs every promise reaction that is ready, and those that follow from them, before it returns.
 *
 * A simulation steps from event to event, and an event is over when nothing is ready any more. The platform's own way to
 * learn that (a macrotask per event) costs more than the event. V8 has the operation itself; it is asked for by name.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--allow-natives-syntax');

/** No effect while called from a promise reaction: start a run from a macrotask (`fromMacrotask`). */
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- V8's operation has no other door.
export const drain = new Function('%PerformMicrotaskCheckpoint()') as () => void;

/** Calls `run` where `drain` works, and answers with what it answers or throws. */
export function fromMacrotask<T>(run: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(run());
      } catch (cause) {
        reject(cause instanceof Error ? cause : new Error(String(cause)));
      }
    });
  });
}
