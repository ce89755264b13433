/** A tablet's storage as a whole: how it feels today, and what each of its transactions waits for. */
import { failure } from '@truc/base';
import type { StoreFailure } from '@truc/sync/client';
import type { Lots } from '../core/lots.ts';
import type { Scheduler } from '../core/scheduler.ts';
import type { Life } from './life.ts';

/** `abort`: transactions roll back. `hang`: they never answer. `full`: what would grow is turned down. */
export type StorageHealth = 'well' | 'full' | 'abort' | 'hang';

export type Storage = {
  health: StorageHealth;
  /** Simulated ms since which it has been well: what was asked before may still fail. */
  wellSince: number;
  readonly scheduler: Scheduler;
  readonly lots: Lots;
  /** Longest wait of a transaction in ms; 0: every transaction is done at once. */
  readonly slowestMs: number;
};

export class StorageAborted extends Error {
  override readonly name = 'AbortError';
}

const never = new Promise<never>(() => undefined);

/** One transaction: waits, happens as a whole or not at all, and is heard of only by the living. */
export async function transact<T>(storage: Storage, life: Life, run: () => T): Promise<T> {
  const { scheduler, slowestMs, lots } = storage;
  if (slowestMs > 0) {
    await scheduler.pause(lots.below(slowestMs));
    await life.gate();
  }
  if (storage.health === 'hang') return never;
  if (storage.health === 'abort') throw new StorageAborted('rolled back');
  const result = run();
  if (slowestMs > 0) {
    await scheduler.pause(lots.below(slowestMs));
    await life.gate();
  }
  return result;
}

/** The same for what answers with a value when the storage fails. */
export async function transactOrFail<T>(
  storage: Storage,
  life: Life,
  run: () => T,
): Promise<T | { readonly ok: false; readonly error: StoreFailure }> {
  if (storage.health === 'full') return failure('storage_full');
  try {
    return await transact(storage, life, run);
  } catch (cause) {
    if (cause instanceof StorageAborted) return failure('storage_failed', cause.message);
    throw cause;
  }
}
