import type { Clock } from '@truc/base';
import type pg from 'pg';
import type { Register } from '../access/register.ts';
import { arrayOf } from '../log/columns.ts';

/** When this person's pages were last at the line: `now` while one is; null when none was since the server started. */
export type LastHere = (person: string) => number | null;

const keptForMs = 5_000;

/** When anything of each facility's own people last reached the server. */
export function createContacts(pool: pg.Pool, { clock, lastHere }: { clock: Clock; lastHere: LastHere }) {
  let kept: { readonly at: number; readonly byPerson: ReadonlyMap<string, number> } | null = null;

  async function pushes(people: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const now = clock.now();
    if (kept !== null && now - kept.at < keptForMs) return kept.byPerson;
    const found = await pool.query<{ person: string; at: number }>(
      `select l.person, (extract(epoch from max(i.seen_at)) * 1000)::bigint as at
       from device_login l join device_installation i on i.dev = l.dev
       where l.person = any ($1::text[]) group by l.person`,
      [arrayOf(people)],
    );
    const byPerson = new Map(found.rows.map(({ person, at }) => [person, at]));
    kept = { at: now, byPerson };
    return byPerson;
  }

  async function read(register: Register): Promise<ReadonlyMap<string, number>> {
    const own = ownPeople(register);
    const byPerson = await pushes(own.map(({ person }) => person));
    const heard = new Map<string, number>();
    for (const { person, facility } of own) {
      const at = Math.max(lastHere(person) ?? 0, byPerson.get(person) ?? 0);
      if (at > (heard.get(facility) ?? 0)) heard.set(facility, at);
    }
    return heard;
  }

  return {
    read,
    /** Something was pushed: what is kept is of before. */
    pushed: () => {
      kept = null;
    },
  };
}

function ownPeople({ assignments }: Register): { readonly person: string; readonly facility: string }[] {
  return [...assignments].flatMap(([person, held]) =>
    held.flatMap(({ assignment: { facility } }) => (facility === null ? [] : [{ person, facility }])),
  );
}
