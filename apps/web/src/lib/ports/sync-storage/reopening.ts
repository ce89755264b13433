import type { Failure } from '@truc/base';
import type { Dexie } from 'dexie';

const lostConnection = new Set([
  'DatabaseClosedError',
  'InvalidStateError',
  'UnknownError',
  'OpenFailedError',
]);

/**
 * Runs `work`; when the browser lost its connection to the storage (iOS does), opens it again and runs it once more.
 * On the second run nobody knows whether the first one was committed: `isRerun` says so.
 */
export async function reopening<T>(db: Dexie, work: (isRerun: boolean) => PromiseLike<T>): Promise<T> {
  try {
    return await work(false);
  } catch (cause) {
    if (!errorNames(cause).some((name) => lostConnection.has(name))) throw cause;
    db.close({ disableAutoOpen: false });
    await db.open();
    return work(true);
  }
}

/** The failure that a person is told of. Quota errors come bare or as the reason of an abort. */
export function toStoreFailure(cause: unknown): Failure<'storage_full' | 'storage_failed'> {
  const names = errorNames(cause);
  return {
    code: names.includes('QuotaExceededError') ? 'storage_full' : 'storage_failed',
    detail: names.join(' < '),
  };
}

/** Names of an error and of what caused it, outermost first. */
export function errorNames(cause: unknown): readonly string[] {
  if (typeof cause !== 'object' || cause === null || !('name' in cause)) return [];
  return [String(cause.name), ...('inner' in cause ? errorNames(cause.inner) : [])];
}
