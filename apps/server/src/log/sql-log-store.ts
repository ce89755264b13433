import { setTimeout as wait } from 'node:timers/promises';
import type { LogStore } from '@truc/sync/server';
import type pg from 'pg';
import { isUnavailable, sqlStateOf, StoreUnavailable } from '../database/unavailable.ts';
import { createIngestTransaction } from './ingest-transaction.ts';
import { createLogSnapshot } from './log-snapshot.ts';

export type SqlLogStoreOptions = {
  readonly pool: pg.Pool;
  /** Told of each transaction that is done again. */
  readonly onRetry?: () => void;
};

const attempts = 5;

/**
 * The log on PostgreSQL, in the two kinds of transaction that `packages/sync/server` asks for.
 *
 * Pokes go out after the commit, by the process that committed. Several servers will share them through NOTIFY; sent inside
 * this transaction it would take PostgreSQL's one notification lock at every commit.
 */
export function createSqlLogStore({ pool, onRetry }: SqlLogStoreOptions): LogStore {
  return {
    async transact(run) {
      for (let attempt = 1; ; attempt += 1) {
        const done = await inTransaction(pool, beginIngest, (client) => run(createIngestTransaction(client)));
        if (done.ok) return done.value;
        if (!isRetriable(done.error) || attempt === attempts) throw translate(done.error);
        onRetry?.();
        await wait(attempt * 5 * (1 + Math.random()));
      }
    },
    async snapshot(run) {
      const done = await inTransaction(pool, beginRead, (client) => run(createLogSnapshot(client)));
      if (done.ok) return done.value;
      throw translate(done.error);
    },
  };
}

// The locks serialise, so READ COMMITTED is enough. A client that stalls must not hold a scope.
const beginIngest = `begin; set local lock_timeout = '3s'; set local statement_timeout = '15s';
  set local idle_in_transaction_session_timeout = '5s'`;
const beginRead = `begin isolation level repeatable read read only; set local statement_timeout = '15s';
  set local idle_in_transaction_session_timeout = '5s'`;

type Done<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  run: (client: pg.PoolClient) => Promise<T>,
): Promise<Done<T>> {
  const client = await connect(pool);
  let broken: Error | undefined;
  // Without a listener a connection that dies between two statements would end the process.
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    await client.query(begin);
    const value = await run(client);
    await client.query('commit');
    return { ok: true, value };
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure));
    return { ok: false, error };
  } finally {
    client.off('error', onError);
    // A connection that cannot even roll back is thrown away, not given to the next.
    client.release(broken);
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw translate(error);
  }
}

const deadlockDetected = '40P01';
const serializationFailure = '40001';

function isRetriable(error: unknown): boolean {
  const code = sqlStateOf(error);
  return code === deadlockDetected || code === serializationFailure;
}

/** A broken rule (a duplicate key where none can be) stays what it is: a defect, and loud. */
function translate(error: unknown): unknown {
  if (!isUnavailable(error)) return error;
  return new StoreUnavailable(error instanceof Error ? error.message : 'unavailable', { cause: error });
}
