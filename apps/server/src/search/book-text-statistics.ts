import type pg from 'pg';

/** Without them the planner takes the index of words for useless: questions then take some thirty times as long. */
export interface BookTextStatistics {
  /** `rows`: how many were written into the table since the last call. */
  grown(rows: number): Promise<void>;
}

const fewest = 1_000;

/**
 * Takes the table's statistics anew when it has grown by a fifth: after a migration, a restore or a storm the database's own
 * autovacuum comes a minute too late, and not at all where it is off. Where the server's role may not, the database warns and
 * leaves it to that.
 */
export function createBookTextStatistics(pool: pg.Pool): BookTextStatistics {
  let fresh = 0;
  return {
    async grown(rows) {
      fresh += rows;
      if (fresh < fewest) return;
      const { rows: found } = await pool.query<{ readonly known: number }>(knownRows);
      const known = Math.max(0, found[0]?.known ?? 0);
      if (fresh < known / 5) return;
      await pool.query('analyze book_text');
      fresh = 0;
    },
  };
}

const knownRows = `select reltuples::bigint as known from pg_class where oid = 'book_text'::regclass`;
