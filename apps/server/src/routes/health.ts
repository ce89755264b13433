import type pg from 'pg';
import type { LostWrites } from '../access/lost-writes.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, type MountedRoute } from '../http/route.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** `GET /healthz`: the process lives and its loop turns. */
export function healthRoute(): MountedRoute {
  return getRoute({ path: '/healthz', guard: 'public' }, () => Promise.resolve({ ok: true }));
}

/** `GET /readyz`: the database answers, so requests can be served. */
export function readyRoute(pool: pg.Pool): MountedRoute {
  return getRoute({ path: '/readyz', guard: 'public' }, async () => {
    try {
      await pool.query('select 1');
      return { ok: true };
    } catch {
      // Why it does not answer is in the log; a stranger only learns that it is so.
      return refuse('unavailable', { retryAfterMs: 1_000 });
    }
  });
}

/** `GET /metrics`: for a monitor on this machine or with the token; to others there is no such page. */
export function metricsRoute(
  { registry, missingOperations }: Metrics,
  lost: Pick<LostWrites, 'count'>,
): MountedRoute {
  return getRoute({ path: '/metrics', guard: 'operations' }, async ({ reply }) => {
    // A database that is away must not hide the other figures.
    missingOperations.set(await lost.count().catch(() => Number.NaN));
    await reply.type(registry.contentType).send(await registry.metrics());
    return undefined;
  });
}
