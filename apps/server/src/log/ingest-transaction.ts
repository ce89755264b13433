import type { OperationId, OutcomeCode, OutcomeStatus, ScopeId } from '@truc/sync/protocol';
import type { AppendBatch, LockedScope, LogTransaction, StoredOutcome } from '@truc/sync/server';
import type pg from 'pg';
import { appendStatement, appendValues } from './append.ts';
import { arrayOf, hashOf, nullableHashOf } from './columns.ts';
import { foldedStates, keepStates, leavesOf } from './folded-states.ts';
import { keepShiftPlaces } from './shift-places.ts';

/** The one transaction that everything hangs on: one named statement, prepared once a connection, for each step. */
export function createIngestTransaction(client: pg.PoolClient): LogTransaction {
  return {
    async lockInstallation({ dev, inst }) {
      const found = await client.query<InstallationColumns>({
        ...lockInstallationStatement,
        values: [dev, inst],
      });
      const [row] = found.rows;
      if (row === undefined) return null;
      return {
        lastN: row.last_n,
        lastHash: nullableHashOf(row.last_hash),
        blocked: row.blocked,
        logEpoch: row.log_epoch,
      };
    },
    async storedOutcomes({ dev, inst, fromN, toN }) {
      const values = [dev, inst, fromN, toN];
      const found = await client.query<OutcomeColumns>({ ...storedOutcomesStatement, values });
      return found.rows.map(toStoredOutcome);
    },
    async knownOperations(opIds) {
      const found = await client.query<{ op_id: OperationId }>({
        ...knownOperationsStatement,
        values: [arrayOf(opIds)],
      });
      return found.rows.map((row) => row.op_id);
    },
    lockScopes: (scopes) => lockScopes(client, scopes),
    foldedStates: (scopes) => foldedStates(client, scopes),
    leavesOf: (scope) => leavesOf(client, scope),
    async append(batch: AppendBatch) {
      await client.query({ ...appendStatement, values: appendValues(batch) });
      if (batch.states.length > 0) await keepStates(client, batch.states);
      await keepShiftPlaces(client, batch.leaves);
    },
  };
}

type InstallationColumns = {
  readonly last_n: number;
  readonly last_hash: Buffer | null;
  readonly blocked: boolean;
  readonly log_epoch: number;
};

const lockInstallationStatement = {
  name: 'lock-installation',
  text: `select i.last_n, i.last_hash, d.blocked_at is not null as blocked, log_epoch.epoch as log_epoch
    from device_installation i join device d on d.id = i.dev cross join log_epoch
    where i.dev = $1 and i.inst = $2 for update of i`,
};

type OutcomeColumns = {
  readonly n: number;
  readonly hash: Buffer;
  readonly fork: boolean;
  readonly op_id: OperationId | null;
  readonly status: OutcomeStatus;
  readonly code: OutcomeCode | null;
  readonly scope: ScopeId;
  readonly seq: number;
};

const storedOutcomesStatement = {
  name: 'stored-outcomes',
  // In two halves, each by its own index.
  text: `select n, hash, fork, coalesce(op_id, copy_of) as op_id, status, code, scope, seq from leaf
      where dev = $1 and inst = $2 and n between $3 and $4 and not fork
    union all
    select n, hash, fork, coalesce(op_id, copy_of), status, code, scope, seq from leaf
      where dev = $1 and inst = $2 and n between $3 and $4 and fork
    order by n, fork`,
};

function toStoredOutcome(row: OutcomeColumns): StoredOutcome {
  const { n, op_id: opId, status, code, scope, seq } = row;
  return { hash: hashOf(row.hash), fork: row.fork, outcome: { n, opId, status, code, scope, seq } };
}

const knownOperationsStatement = {
  name: 'known-operations',
  text: `select op_id from leaf where op_id = any ($1::uuid[])`,
};

type ScopeColumns = {
  readonly id: ScopeId;
  readonly epoch: number;
  readonly born: number;
  readonly head: number;
  readonly chain: Buffer | null;
  readonly at: number;
};

// Sorted before locked: two pushes take the same scopes in the same order. The clock is read as each row comes out, so the
// last row's reading follows the last lock.
const lockScopesStatement = {
  name: 'lock-scopes',
  text: `with held as materialized (
      select id, epoch, born, head, chain from scope where id = any ($1::text[]) order by id collate "C" for update)
    select *, floor(extract(epoch from clock_timestamp()) * 1000)::bigint as at from held`,
};

const createScopesStatement = {
  name: 'create-scopes',
  text: `insert into scope (id, epoch, born) select wanted.id, log_epoch.epoch, log_epoch.epoch
    from unnest($1::text[]) with ordinality as wanted (id, place), log_epoch
    order by wanted.place on conflict do nothing`,
};

async function lockScopes(client: pg.PoolClient, scopes: readonly ScopeId[]) {
  const values = [arrayOf(scopes)];
  let held = await client.query<ScopeColumns>({ ...lockScopesStatement, values });
  if (held.rows.length < scopes.length) {
    await client.query({ ...createScopesStatement, values });
    held = await client.query<ScopeColumns>({ ...lockScopesStatement, values });
  }
  return {
    recvAt: held.rows.reduce((latest, { at }) => Math.max(latest, at), 0),
    scopes: held.rows.map(toLockedScope),
  };
}

function toLockedScope(row: ScopeColumns): LockedScope {
  return {
    scope: row.id,
    epoch: row.epoch,
    born: row.born,
    head: row.head,
    chain: nullableHashOf(row.chain),
  };
}
