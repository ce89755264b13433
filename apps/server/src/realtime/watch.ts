import type { Clock } from '@truc/base';
import { WatchScopesSchema, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import type { Session } from '../auth/sessions.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { scopeOfRoom, scopeRoom } from './rooms.ts';

export type WatchParts = {
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly metrics: Metrics;
  readonly clock: Clock;
};

/** What a socket must offer to watch. */
export type Watcher = {
  readonly data: { readonly session: Session };
  readonly rooms: ReadonlySet<string>;
  join(rooms: string[]): unknown;
  leave(room: string): unknown;
};

export type WatchAnswer = { readonly scopes: readonly ScopeId[] } | { readonly code: 'unparseable' };

/** Replaces what this socket watches. What the person may not read is left out without a word, and written to the audit. */
export async function handleWatch(
  socket: Watcher,
  payload: unknown,
  { registers, audit, metrics, clock }: WatchParts,
): Promise<WatchAnswer> {
  const parsed = v.safeParse(WatchScopesSchema, payload);
  if (!parsed.success) {
    metrics.refusals.inc({ code: 'unparseable' });
    return { code: 'unparseable' };
  }
  const { person } = socket.data.session;
  const rights = rightsOf(await registers.current(), person, clock);
  const wanted = [...new Set(parsed.output.scopes)];
  const allowed = wanted.filter((scope) => rights.mayRead(scope));
  for (const room of [...socket.rooms]) if (scopeOfRoom(room) !== undefined) await socket.leave(room);
  await socket.join(allowed.map(scopeRoom));
  const denied = wanted.filter((scope) => !allowed.includes(scope));
  await audit.write(
    denied.map((scope) => ({
      person,
      action: 'watch_log',
      object: scope,
      outcome: 'denied',
      code: 'not_found',
    })),
  );
  return { scopes: allowed };
}
