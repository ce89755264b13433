import type { Clock } from '@truc/base';
import { protocolVersion, PullRequestSchema, type ScopeId } from '@truc/sync/protocol';
import { readPull, type PullPorts } from '@truc/sync/server';
import type { Audit } from '../access/audit.ts';
import type { Leases } from '../access/leases.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import { deviceCookie, type Devices } from '../auth/devices.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';

export type PullParts = {
  readonly ports: Omit<PullPorts, 'mayRead'>;
  readonly registers: RegisterCache;
  readonly leases: Pick<Leases, 'everLeased'>;
  readonly devices: Pick<Devices, 'byToken'>;
  readonly audit: Audit;
  readonly clock: Clock;
};

/** A thousand cursors of some 160 octets. */
const pullLimitBytes = 256 * 1024;

/** `POST /api/sync/pull`: what was appended after each cursor, to scopes that this person may read now. */
export function pullRoute({ ports, registers, leases, devices, audit, clock }: PullParts): MountedRoute {
  const body = { schema: PullRequestSchema, versions: [protocolVersion], limitBytes: pullLimitBytes };
  return postRoute({ path: '/api/sync/pull', guard: 'session', body }, async (call) => {
    const { person } = call.caller;
    const token = call.request.cookies[deviceCookie];
    const device = token === undefined ? null : await devices.byToken(token);
    if (device?.wipeOrdered === true) return refuse('wipe_ordered');
    if (device?.blocked === true) return refuse('device_blocked');
    const mayRead = async (scopes: readonly ScopeId[]) => {
      const rights = rightsOf(await registers.current(), person, clock);
      const denied = scopes.filter((scope) => !rights.mayRead(scope));
      await audit.write(
        denied.map((scope) => ({
          person,
          action: 'read_log',
          object: scope,
          outcome: 'denied',
          code: 'not_found',
          address: call.request.ip,
        })),
      );
      return new Set(scopes.filter((scope) => rights.mayRead(scope)));
    };
    const pulled = await readPull({ request: call.body, receivedAt: call.receivedAt }, { ...ports, mayRead });
    const rights = rightsOf(await registers.current(), person, clock);
    const held = await leases.everLeased(person, device?.dev ?? null);
    return { ...pulled, revoked: held.filter((scope) => !rights.mayRead(scope)) };
  });
}
