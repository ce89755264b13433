import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';

/** When the server got what stands at these places of a log, in ms; places that it does not hold are left out. */
export async function receivedAt(
  pool: pg.Pool,
  scope: ScopeId,
  places: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (places.length === 0) return new Map();
  const found = await pool.query<{ seq: number; recv_at: number }>(
    'select seq, recv_at from leaf where scope = $1 and seq = any ($2::bigint[])',
    [scope, places],
  );
  return new Map(found.rows.map(({ seq, recv_at: at }) => [seq, at]));
}
