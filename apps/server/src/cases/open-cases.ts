import { waitingCases, type Incidents } from '@truc/domain/incident';
import { readHeader, type Json, type ScopeId } from '@truc/sync/protocol';
import type { Decider } from '@truc/sync/server';
import type pg from 'pg';
import { incidentsIn } from '../access/command-decider.ts';
import { leavesOf } from '../log/folded-states.ts';

/** Violations of one facility that somebody has to answer: acknowledge, or take up. Times in ms since 1970. */
export type OpenCases = {
  readonly waiting: readonly { readonly incident: string; readonly receivedAt: number }[];
  readonly escalated: readonly string[];
};

export interface CaseReader {
  /** Every facility's log with its place now. */
  heads(): Promise<readonly { readonly scope: ScopeId; readonly seq: number }[]>;
  read(scope: ScopeId): Promise<OpenCases>;
}

export function createCaseReader(pool: pg.Pool, decider: Decider): CaseReader {
  return {
    async heads() {
      const found = await pool.query<{ scope: ScopeId; seq: number }>(
        `select id as scope, head as seq from scope where id like 'facility:%' and head > 0`,
      );
      return found.rows;
    },
    async read(scope) {
      const incidents = await incidentsOf(scope, pool, decider);
      const waiting = waitingCases(incidents);
      const times = await receivedAt(pool, scope, [...new Set(waiting.map(({ since }) => since))]);
      return {
        waiting: waiting.flatMap(({ incident, since }) => {
          const at = times.get(since);
          return at === undefined ? [] : [{ incident, receivedAt: at }];
        }),
        escalated: Object.entries(incidents).flatMap(([id, { status, violation }]) =>
          status === 'escalated' && violation !== null ? [id] : [],
        ),
      };
    },
  };
}

/** What is kept beside the log, where these rules left it; else folded from the leaves. */
async function incidentsOf(scope: ScopeId, pool: pg.Pool, decider: Decider): Promise<Incidents> {
  const found = await pool.query<{ state: string }>(
    `select f.state from folded_state f join scope s on s.id = f.scope and s.head = f.seq
     where f.scope = $1 and f.model = $2`,
    [scope, decider.model],
  );
  const [kept] = found.rows;
  if (kept !== undefined) return incidentsIn(JSON.parse(kept.state) as Json);
  const client = await pool.connect();
  try {
    let state: Json = null;
    for (const { seq, op } of await leavesOf(client, scope)) {
      const header = readHeader(op);
      if (header !== null) state = decider.decide(state, { header, body: op.b, seq }).state;
    }
    return incidentsIn(state);
  } finally {
    client.release();
  }
}

async function receivedAt(
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
