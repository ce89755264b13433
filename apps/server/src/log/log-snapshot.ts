import type { OutcomeCode, OutcomeStatus, ScopeId } from '@truc/sync/protocol';
import type { LogSnapshot, ScopeAt, StoredLeaf } from '@truc/sync/server';
import type pg from 'pg';
import { arrayOf, hashOf, nullableHashOf, textOf } from './columns.ts';

/** What one pull reads, all of it as of one moment. */
export function createLogSnapshot(client: pg.PoolClient): LogSnapshot {
  return {
    async scopesAt(cursors) {
      const values = [arrayOf(cursors.map(({ scope }) => scope)), arrayOf(cursors.map(({ seq }) => seq))];
      const found = await client.query<ScopeColumns>({ ...scopesAtStatement, values });
      return found.rows.map(toScopeAt);
    },
    async leavesAfter({ scope, afterSeq, budgetBytes }) {
      const values = [scope, afterSeq, budgetBytes];
      const found = await client.query<LeafColumns>({ ...leavesAfterStatement, values });
      return found.rows.map(toStoredLeaf);
    },
  };
}

type ScopeColumns = {
  readonly id: ScopeId;
  readonly epoch: number;
  readonly born: number;
  readonly head: number;
  readonly chain: Buffer | null;
  readonly chain_at: Buffer | null;
};

const scopesAtStatement = {
  name: 'scopes-at',
  text: `select asked.id, coalesce(scope.epoch, log_epoch.epoch) as epoch, coalesce(scope.born, log_epoch.epoch) as born,
      coalesce(scope.head, 0) as head, scope.chain, leaf.chain as chain_at
    from unnest($1::text[], $2::bigint[]) with ordinality as asked (id, seq, place)
      cross join log_epoch
      left join scope on scope.id = asked.id
      left join leaf on leaf.scope = asked.id and leaf.seq = asked.seq
    order by asked.place`,
};

function toScopeAt(row: ScopeColumns): ScopeAt {
  return {
    scope: row.id,
    epoch: row.epoch,
    born: row.born,
    head: row.head,
    chain: nullableHashOf(row.chain),
    chainAtCursor: nullableHashOf(row.chain_at),
  };
}

type LeafColumns = {
  readonly seq: number;
  readonly header: Buffer;
  readonly body: Buffer;
  readonly salt: Buffer;
  readonly chain: Buffer;
  readonly status: OutcomeStatus;
  readonly code: OutcomeCode | null;
  readonly recv_at: number;
  readonly redacted: string | null;
};

// The inner limit is more than the largest budget can hold, and keeps a long log from being summed to its end.
const leavesAfterStatement = {
  name: 'leaves-after',
  text: `select seq, header, body, salt, chain, status, code, recv_at, redacted from (
      select *, row_number() over walk as place,
        sum(octet_length(header) + octet_length(body) + octet_length(salt)) over walk as total
      from (select * from leaf where scope = $1 and seq > $2 order by seq limit 10000) next
      window walk as (order by seq)) walked
    where total <= $3 or place = 1 order by seq`,
};

function toStoredLeaf(row: LeafColumns): StoredLeaf {
  return {
    seq: row.seq,
    op: { h: textOf(row.header), b: textOf(row.body), s: textOf(row.salt) },
    status: row.status,
    code: row.code,
    recvAt: row.recv_at,
    redacted: row.redacted,
    chain: hashOf(row.chain),
  };
}
