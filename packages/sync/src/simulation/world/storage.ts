/** A tablet's storage as a whole: how it feels today, and what each of its transactions waits for. */
import { failure } from '@truc/base';
import type { StoreFailure } from '@truc/sync/client';
import type { Lots } from '../core/lots.ts';
import { never } from '../core/never.ts';
import type { Scheduler } from '../core/scheduler.ts';
import { settled } from '../core/settled.ts';
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

/** One transaction: waits, happens as a whole or not at all, and is heard of only by the living. */
export function transact<T>(storage: Storage, life: Life, run: () => T): Promise<T> {
  if (storage.slowestMs > 0) return transactSlowly(storage, life, run);
  if (storage.health === 'hang') return never();
  if (storage.health === 'abort') return Promise.reject(new StorageAborted('rolled back'));
  try {
    return settled(run());
  } catch (cause) {
    return Promise.reject(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

function transactSlowly<T>(storage: Storage, life: Life, run: () => T): Promise<T> {
  const { scheduler, slowestMs, lots } = storage;
  return new Promise((resolve, reject) => {
    scheduler.afterIn(life, lots.below(slowestMs), () => {
      if (storage.health === 'hang') return;
      if (storage.health === 'abort') return reject(new StorageAborted('rolled back'));
      try {
        const result = run();
        scheduler.afterIn(life, lots.below(slowestMs), () => resolve(result));
      } catch (cause) {
        reject(cause instanceof Error ? cause : new Error(String(cause)));
      }
    });
  });
}

type Stored<T> = T | { readonly ok: false; readonly error: StoreFailure };

/** The same for what answers with a value when the storage fails. */
export function transactOrFail<T>(storage: Storage, life: Life, run: () => T): Promise<Stored<T>> {
  if (storage.health === 'full') return settled(failure('storage_full'));
  if (storage.slowestMs === 0 && storage.health === 'well') return transact(storage, life, run);
  return orFailure(transact(storage, life, run));
}

async function orFailure<T>(stored: Promise<T>): Promise<Stored<T>> {
  try {
    return await stored;
  } catch (cause) {
    if (cause instanceof StorageAborted) return failure('storage_failed', cause.message);
    throw cause;
  }
}
