import { readHeader, type Json, type ScopeId } from '@truc/sync/protocol';
import type { Decider } from '@truc/sync/server';
import type pg from 'pg';
import { leavesOf } from './folded-states.ts';

/** What a log of commands folds to now: as it is kept beside the log where today's rules left it, else folded from its leaves. */
export async function keptState(scope: ScopeId, pool: pg.Pool, decider: Decider): Promise<Json> {
  const found = await pool.query<{ state: string }>(
    `select f.state from folded_state f join scope s on s.id = f.scope and s.head = f.seq
     where f.scope = $1 and f.model = $2`,
    [scope, decider.model],
  );
  const [kept] = found.rows;
  // Only ever what the decider answered before, kept under the number of its model.
  if (kept !== undefined) return JSON.parse(kept.state) as Json;
  const client = await pool.connect();
  try {
    let state: Json = null;
    for (const { seq, op } of await leavesOf(client, scope)) {
      const header = readHeader(op);
      if (header !== null) state = decider.decide(state, { header, body: op.b, seq }).state;
    }
    return state;
  } finally {
    client.release();
  }
}
