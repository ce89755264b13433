import type { Clock } from '@truc/base';
import type { DeviceId, PullRequest, PullResponse, ScopeId } from '@truc/sync/protocol';
import { readPull, type PullPorts } from '@truc/sync/server';
import type { Audit } from '../access/audit.ts';
import type { Leases } from '../access/leases.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';

export type PullForParts = {
  readonly ports: Omit<PullPorts, 'mayRead'>;
  readonly registers: RegisterCache;
  readonly leases: Pick<Leases, 'everLeased'>;
  readonly audit: Audit;
  readonly clock: Clock;
};

/** Who pulls, on which device (null: on none), and from which address. */
export type Puller = { readonly person: string; readonly dev: DeviceId | null; readonly address: string };

export type PullBy = { readonly puller: Puller; readonly request: PullRequest; readonly receivedAt: number };

/** The way of every pull behind the door: rights now, one snapshot, what is revoked. Each denied scope stands in the audit. */
export async function pullFor(
  { puller, request, receivedAt }: PullBy,
  { ports, registers, leases, audit, clock }: PullForParts,
): Promise<PullResponse> {
  const { person, dev, address } = puller;
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
        address,
      })),
    );
    return new Set(scopes.filter((scope) => rights.mayRead(scope)));
  };
  const pulled = await readPull({ request, receivedAt }, { ...ports, mayRead });
  const rights = rightsOf(await registers.current(), person, clock);
  const held = await leases.everLeased(person, dev);
  return { ...pulled, revoked: held.filter((scope) => !rights.mayRead(scope)) };
}
