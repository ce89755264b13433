import { createHash } from 'node:crypto';
import type { SessionName } from '@truc/domain/api';
import type pg from 'pg';

export type EndedSession = { readonly id: string; readonly person: string };

/**
 * Sessions by the names that pages gave them (decision 0075), and the one place that ends sessions by anything but their own cookie. Two
 * orders make it hold against requests that overtake each other: a sign-in names its session before it asks whether the name was
 * ended, and who ends a name notes that before it looks for sessions.
 */
export interface SessionNames {
  /** Names a session that has just begun, and ends earlier ones of that person and name. `standing`: false where it has no right to stand. */
  begin(
    session: EndedSession,
    name: SessionName,
  ): Promise<{ readonly standing: boolean; readonly ended: readonly EndedSession[] }>;
  /** Ends those of these names, also what is still on its way to the server. `unknown`: names never heard of. */
  end(names: readonly SessionName[]): Promise<{ readonly ended: readonly EndedSession[]; unknown: number }>;
  endOne(id: string): Promise<readonly EndedSession[]>;
}

export function createSessionNames(pool: pg.Pool): SessionNames {
  const query = async (text: string, values: readonly unknown[]) =>
    (await pool.query<EndedSession>(text, [...values])).rows;
  return {
    async begin({ id, person }, name) {
      const hash = hashOf(name);
      await pool.query('insert into session_name (session, hash) values ($1, $2)', [id, hash]);
      // One answer of several to the same request is taken by the browser, mostly the last: the newest stands.
      const ended = await query(endOlder, [hash, person]);
      const late = await pool.query('select 1 from ended_session_name where hash = $1', [hash]);
      if (late.rowCount === 0) return { standing: ended.every((one) => one.id !== id), ended };
      return { standing: false, ended: [...ended, ...(await query(endById, [id]))] };
    },
    async end(names) {
      const hashes = [...new Set(names.map(hashOf))];
      const fresh = await pool.query(noteEnded, [hashes]);
      const ended = await query(endNamed, [hashes]);
      await pool.query(prune);
      return { ended, unknown: Math.max(0, (fresh.rowCount ?? 0) - ended.length) };
    },
    endOne: (id) => query(endById, [id]),
  };
}

const returned = 'returning s.id, s."userId" as person';
const endById = `delete from auth.session s where s.id = $1 ${returned}`;
const endNamed = `
  delete from auth.session s using session_name n where n.session = s.id and n.hash = any ($1::text[]) ${returned}`;
const endOlder = `
  delete from auth.session s using session_name n
  where n.session = s.id and n.hash = $1 and s."userId" = $2 and s.id <> (
    select newest.id from auth.session newest join session_name m on m.session = newest.id
    where m.hash = $1 and newest."userId" = $2 order by newest."createdAt" desc, newest.id desc limit 1)
  ${returned}`;
const noteEnded = `
  insert into ended_session_name (hash) select unnest($1::text[]) on conflict do nothing returning hash`;
const prune = `
  with forgotten as (delete from ended_session_name where ended_at < now() - interval '1 day')
  delete from session_name n
  where n.named_at < now() - interval '1 day' and not exists (select from auth.session s where s.id = n.session)`;

function hashOf(name: SessionName): string {
  return createHash('sha256').update(name).digest('hex');
}
