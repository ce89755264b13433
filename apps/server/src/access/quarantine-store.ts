import type { OutcomeCode, OutcomeStatus, ScopeId, WireOperation } from '@truc/sync/protocol';
import type pg from 'pg';

export type LeafPlace = { readonly scope: ScopeId; readonly seq: number };

/** A leaf of a quarantine. `recvAt` in ms. */
export type QuarantinedLeaf = LeafPlace & {
  readonly op: WireOperation;
  readonly code: OutcomeCode | null;
  readonly recvAt: number;
  /** Another operation bears its id, or nobody can read what id it bears. */
  readonly isDouble: boolean;
};

/** A manager's word on what waits, where it stands. */
export type WordOnWaiting = Pick<QuarantinedLeaf, 'op' | 'recvAt'> & { readonly status: OutcomeStatus };

export interface QuarantineStore {
  /** Those of `places` at which something is quarantined. A leaf never changes, so that it may be read at any time. */
  at(places: readonly LeafPlace[]): Promise<readonly QuarantinedLeaf[]>;
  /** The newest of each of these quarantines. */
  newest(scopes: readonly ScopeId[]): Promise<readonly QuarantinedLeaf[]>;
  /** What was adopted into these logs, or refused there: in the order in which it came. */
  words(logs: readonly ScopeId[]): Promise<readonly WordOnWaiting[]>;
}

const newestOfEach = 200;
const columns = 'scope, seq, header, body, salt, code, recv_at, op_id';

export function createQuarantineStore(pool: pg.Pool): QuarantineStore {
  const read = async (text: string, values: readonly unknown[]) =>
    (await pool.query<Columns>(text, [...values])).rows.map(toLeaf);
  return {
    at: (places) =>
      read(
        `select ${columns} from leaf join unnest($1::text[], $2::bigint[]) as asked (scope, seq) using (scope, seq)
         where status = 'quarantined'`,
        [places.map(({ scope }) => scope), places.map(({ seq }) => seq)],
      ),
    newest: (scopes) =>
      read(
        `select ${columns} from unnest($1::text[]) as asked (of)
           cross join lateral (select * from leaf where scope = asked.of and status = 'quarantined'
             order by seq desc limit ${newestOfEach}) found
         order by recv_at desc, seq desc`,
        [scopes],
      ),
    async words(logs) {
      const found = await pool.query<WordColumns>(
        `select header, body, salt, recv_at, status from leaf where scope = any ($1::text[]) and status <> 'quarantined'
           and (position('"kind":"quarantine.adopted"'::bytea in header) > 0
             or position('"kind":"quarantine.refused"'::bytea in header) > 0)
         order by recv_at, seq`,
        [logs],
      );
      return found.rows.map(({ recv_at: recvAt, status, ...octets }) => ({
        op: toOp(octets),
        recvAt,
        status,
      }));
    },
  };
}

type OctetColumns = { readonly header: Buffer; readonly body: Buffer; readonly salt: Buffer };
type WordColumns = OctetColumns & { readonly recv_at: number; readonly status: OutcomeStatus };
type Columns = OctetColumns & {
  readonly scope: ScopeId;
  readonly seq: number;
  readonly code: OutcomeCode | null;
  readonly recv_at: number;
  readonly op_id: string | null;
};

function toLeaf({ scope, seq, code, recv_at: recvAt, op_id, ...octets }: Columns): QuarantinedLeaf {
  return { scope, seq, op: toOp(octets), code, recvAt, isDouble: op_id === null };
}

function toOp({ header, body, salt }: OctetColumns): WireOperation {
  return { h: header.toString('utf8'), b: body.toString('utf8'), s: salt.toString('utf8') };
}
