import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';

/** By person, the scopes that he may read at one moment. */
export type Grants = ReadonlyMap<string, ReadonlySet<ScopeId>>;

/**
 * Who may read which book, and which facility's incidents and faults, said a second time: in SQL, from the rows
 * `read_logbook`, `read_incident` and `read_fault` of `docs/permissions.md` and not from the
 * program's table. Asked of the database that the server reads its registers from.
 */
export async function askOracle(pool: pg.Pool): Promise<Grants> {
  const found = await pool.query<{ person: string; scopes: ScopeId[] }>(oracle);
  return new Map(found.rows.map(({ person, scopes }) => [person, new Set(scopes)]));
}

const oracle = `
  with held as (
    select * from role_assignment where valid_from <= now() and (valid_to is null or valid_to > now())
  ),
  readable as (
    select h.person, 'post:' || p.id as scope
    from held h cross join post p left join facility f on f.id = p.facility
    where (
      h.role in ('pc_office', 'pmc', 'doh', 'dict', 'auditor')
      or (h.role in ('facility_manager', 'facility_watch')
          and f.id is not null and h.facility = f.id and (h.post is null or h.post = p.id))
      or (h.role = 'ioc' and h.post = p.id)
      or (h.role = 'district_pc' and f.id is not null and h.district = f.district)
    )
    union
    select h.person, 'facility:' || f.id
    from held h cross join facility f
    where h.role in ('steering_head', 'pc_office', 'pmc', 'doh', 'dict', 'ioc', 'auditor')
      or (h.role in ('facility_manager', 'facility_watch') and h.facility = f.id)
      or (h.role = 'district_pc' and h.district = f.district)
    union
    select h.person, 'faults:' || f.id
    from held h cross join (select id, district from facility union select 'central', null) f
    where h.role in ('steering_head', 'pc_office', 'pmc', 'doh', 'dict', 'ioc', 'operator', 'auditor')
      or (h.role in ('facility_manager', 'facility_watch') and h.facility = f.id)
      or (h.role = 'district_pc' and h.district = f.district)
  )
  select person, array_agg(scope) as scopes from readable
  where person not in (select person from held where role = 'app_admin')
  group by person`;
