import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';

/** By person, the scopes that he may read at one moment. */
export type Grants = ReadonlyMap<string, ReadonlySet<ScopeId>>;

/**
 * Who may read which book, said a second time: in SQL, from the row `read_logbook` of `docs/permissions.md` and not from the
 * program's table. Asked of the database that the server reads its registers from.
 */
export async function askOracle(pool: pg.Pool): Promise<Grants> {
  const found = await pool.query<{ person: string; scopes: ScopeId[] }>(oracle);
  return new Map(found.rows.map(({ person, scopes }) => [person, new Set(scopes)]));
}

const oracle = `
  with held as (
    select * from role_assignment where valid_from <= now() and (valid_to is null or valid_to > now())
  )
  select h.person, array_agg(distinct 'post:' || p.id) as scopes
  from held h cross join post p left join facility f on f.id = p.facility
  where not exists (select from held x where x.person = h.person and x.role = 'app_admin')
    and (
      h.role in ('pc_office', 'pmc', 'doh', 'dict', 'auditor')
      or (h.role in ('facility_manager', 'facility_watch')
          and f.id is not null and h.facility = f.id and (h.post is null or h.post = p.id))
      or (h.role = 'ioc' and h.post = p.id)
      or (h.role = 'district_pc' and f.id is not null and h.district = f.district)
    )
  group by h.person`;
