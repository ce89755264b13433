import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { arrayOf } from './columns.ts';

type Kept<T> = { readonly epoch: number; readonly head: number; readonly value: T };

/**
 * Reads a log again when it has grown, and not before: most who ask get what the last one got. By scope; a log that holds nothing
 * yet has none.
 */
export function grownOnly<T>(pool: pg.Pool, read: (scope: ScopeId) => Promise<T>) {
  const kept = new Map<ScopeId, Kept<T>>();
  return async (scopes: readonly ScopeId[]): Promise<ReadonlyMap<ScopeId, T>> => {
    const heads = await pool.query<{ scope: ScopeId; epoch: number; head: number }>(
      'select id as scope, epoch, head from scope where head > 0 and id = any ($1::text[])',
      [arrayOf(scopes)],
    );
    const values = new Map<ScopeId, T>();
    for (const { scope, epoch, head } of heads.rows) {
      const before = kept.get(scope);
      const isCurrent = before !== undefined && before.epoch === epoch && before.head >= head;
      const now = isCurrent ? before : { epoch, head, value: await read(scope) };
      kept.set(scope, now);
      values.set(scope, now.value);
    }
    return values;
  };
}
