import type { PostDevice } from '@truc/domain/api';
import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { arrayOf } from '../log/columns.ts';

/** As many as a handover names (`devicesLimit`). */
const shown = 20;

const devicesStatement = {
  name: 'post-devices',
  text: `select wanted.scope, i.* from unnest($1::text[]) as wanted (scope)
    cross join lateral (
      select d.dev, d.inst, d.last_n as received, greatest(d.last_n, d.max_n_declared) as declared,
        floor(extract(epoch from d.seen_at) * 1000)::bigint as "seenAt"
      from device_installation d
      where d.dev in (select l.dev from leased_scope l where l.scope = wanted.scope)
        and d.seen_at > now() - interval '30 days' and greatest(d.last_n, d.max_n_declared) > 0
      order by d.seen_at desc limit ${shown}) as i`,
};

/** Tablets that hold, or held, the keys of these posts and wrote within thirty days: what the server has of each. */
export async function postDevices(
  pool: pg.Pool,
  scopes: readonly ScopeId[],
): Promise<ReadonlyMap<ScopeId, readonly PostDevice[]>> {
  const found = await pool.query<PostDevice & { readonly scope: ScopeId }>({
    ...devicesStatement,
    values: [arrayOf(scopes)],
  });
  const devices = new Map<ScopeId, PostDevice[]>();
  for (const { scope, ...device } of found.rows) devices.set(scope, [...(devices.get(scope) ?? []), device]);
  return devices;
}
