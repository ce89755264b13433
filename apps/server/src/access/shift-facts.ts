/** Facts of posts' watches as the log holds them, read by the places that were noted with them. */
import { readShiftFact, type Reach, type ShiftFact } from '@truc/domain/shift';
import { readHeader, type ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { arrayOf, hashOf, textOf } from '../log/columns.ts';

/** In the order of the log. `reach`: whether there may be older ones. */
export type ReadFacts = { readonly facts: readonly ShiftFact[]; readonly reach: Reach };
/** `until`: those that the server had received by then, in ms; null for all. */
export type FactsWanted = { readonly limit: number; readonly until: number | null };

export interface ShiftFacts {
  /** The newest of each scope. Scopes without any are left out. */
  of(scopes: readonly ScopeId[], wanted: FactsWanted): Promise<ReadonlyMap<ScopeId, ReadFacts>>;
  /** The place of the newest in each scope that has any. */
  newest(scopes: readonly ScopeId[]): Promise<ReadonlyMap<ScopeId, number>>;
}

const factsStatement = {
  name: 'shift-facts',
  text: `select l.scope, l.header, l.body, l.hash, l.recv_at
    from unnest($1::text[]) as wanted (scope)
    cross join lateral (
      select f.* from shift_leaf s join leaf f on f.scope = s.scope and f.seq = s.seq
      where s.scope = wanted.scope and ($3::bigint is null or f.recv_at <= $3)
      order by s.seq desc limit $2
    ) as l
    order by l.scope, l.seq`,
};
const newestStatement = {
  name: 'newest-shift-facts',
  text: `select wanted.scope, place.seq from unnest($1::text[]) as wanted (scope)
    cross join lateral (select s.seq from shift_leaf s where s.scope = wanted.scope order by s.seq desc limit 1) as place`,
};

type FactColumns = {
  readonly scope: ScopeId;
  readonly header: Buffer;
  readonly body: Buffer;
  readonly hash: Buffer;
  readonly recv_at: number;
};

export function createShiftFacts(pool: pg.Pool): ShiftFacts {
  return {
    async of(scopes, { limit, until }) {
      const values = [arrayOf(scopes), limit, until];
      const found = await pool.query<FactColumns>({ ...factsStatement, values });
      const byScope = Map.groupBy(found.rows, ({ scope }) => scope);
      return new Map(
        [...byScope].map(([scope, rows]) => [
          scope,
          {
            facts: rows.flatMap((row) => toFact(row) ?? []),
            reach: rows.length < limit ? 'whole' : 'newest',
          },
        ]),
      );
    },
    async newest(scopes) {
      const found = await pool.query<{ scope: ScopeId; seq: number }>({
        ...newestStatement,
        values: [arrayOf(scopes)],
      });
      return new Map(found.rows.map(({ scope, seq }) => [scope, seq]));
    },
  };
}

/** Null where the body was taken out by a decision: its place stays, and says nothing any more. */
function toFact({ header: h, body, hash, recv_at: recvAt }: FactColumns): ShiftFact | null {
  const header = readHeader({ h: textOf(h) });
  const read = header === null ? null : readShiftFact(header, textOf(body));
  if (header === null || read === null) return null;
  const { opId, actor, dev, inst, n, wall, off } = header;
  return { ...read, opId, hash: hashOf(hash), actor, dev, inst, n, at: wall + (off ?? 0), recvAt };
}
