import type { OutcomeCode, ScopeId, WireOperation } from '@truc/sync/protocol';
import type pg from 'pg';

export type LeafPlace = { readonly scope: ScopeId; readonly seq: number };

/** A leaf of a quarantine. `recvAt` in ms. */
export type QuarantinedLeaf = LeafPlace & {
  readonly op: WireOperation;
  readonly code: OutcomeCode | null;
  readonly recvAt: number;
};

export interface QuarantineStore {
  /** Those of `places` at which something is quarantined. A leaf never changes, so that it may be read at any time. */
  at(places: readonly LeafPlace[]): Promise<readonly QuarantinedLeaf[]>;
  /** The newest of each of these quarantines. */
  newest(scopes: readonly ScopeId[]): Promise<readonly QuarantinedLeaf[]>;
  /** What was adopted into these books. */
  adoptions(books: readonly ScopeId[]): Promise<readonly QuarantinedLeaf[]>;
}

const newestOfEach = 200;
const columns = 'scope, seq, header, body, salt, code, recv_at';

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
    adoptions: (books) =>
      read(
        `select ${columns} from leaf where scope = any ($1::text[]) and status in ('accepted', 'accepted_late')
           and position('"kind":"quarantine.adopted"'::bytea in header) > 0 order by recv_at, seq`,
        [books],
      ),
  };
}

type Columns = {
  readonly scope: ScopeId;
  readonly seq: number;
  readonly header: Buffer;
  readonly body: Buffer;
  readonly salt: Buffer;
  readonly code: OutcomeCode | null;
  readonly recv_at: number;
};

function toLeaf({ scope, seq, header, body, salt, code, recv_at: recvAt }: Columns): QuarantinedLeaf {
  const op = { h: header.toString('utf8'), b: body.toString('utf8'), s: salt.toString('utf8') };
  return { scope, seq, op, code, recvAt };
}
