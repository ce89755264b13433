import type { Missing } from '@truc/domain/api';
import type { DeviceId } from '@truc/sync/protocol';
import type pg from 'pg';

/** `facilities`: those at which people who signed in on that device hold or held a role. */
export type LostRange = Missing & { readonly facilities: readonly string[] };

/** Operations that devices said they hold and that never arrived (SV16). */
export interface LostWrites {
  all(): Promise<readonly LostRange[]>;
  of(dev: DeviceId): Promise<readonly LostRange[]>;
  /** How many operations, over all devices. */
  count(): Promise<number>;
}

/** A tablet that is online sends within seconds: what was declared this long ago and did not come is worth a look. */
export const overdueMs = 30 * 60 * 1_000;

export function createLostWrites(pool: pg.Pool): LostWrites {
  const read = async (dev: DeviceId | null) =>
    (await pool.query<LostRange>(ranges, [dev, overdueMs / 1_000])).rows;
  return {
    all: () => read(null),
    of: read,
    async count() {
      const found = await pool.query<{ count: number }>(
        `select coalesce(sum("to" - "from" + 1), 0)::bigint as count from (${ranges}) lost`,
        [null, overdueMs / 1_000],
      );
      return found.rows[0]?.count ?? 0;
    },
  };
}

const ms = (column: string) => `floor(extract(epoch from ${column}) * 1000)::bigint`;

const ranges = `
  select i.dev, i.inst, i.last_n + 1 as "from", i.max_n_declared as "to", ${ms('i.behind_since')} as since,
    ${ms('i.seen_at')} as "seenAt", gone as "isStorageLost",
    array(select p.name from device_login l join person p on p.id = l.person where l.dev = i.dev order by l.first_at) as people,
    array(select distinct r.facility from device_login l join role_assignment r on r.person = l.person
      where l.dev = i.dev and r.facility is not null) as facilities
  from device_installation i
    cross join lateral (select exists (
      select from device_installation newer where newer.dev = i.dev and newer.inst > i.inst) as gone) g
  where i.behind_since is not null and i.max_n_declared > i.last_n and ($1::uuid is null or i.dev = $1)
    and (gone or i.behind_since < now() - make_interval(secs => $2))
  order by i.behind_since`;
