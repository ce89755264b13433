import type { Clock } from '@truc/base';
import {
  canonicalJson,
  cursorLimit,
  LeaseRequestSchema,
  protocolVersion,
  type Lease,
  type LeaseResponse,
  type PersonId,
  type ScopeId,
} from '@truc/sync/protocol';
import type { Audit } from '../access/audit.ts';
import type { Leases } from '../access/leases.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { firstEndOf, type Register } from '../access/register.ts';
import { facilityScope, faultScope, postScope, rightsOf, type Rights } from '../access/rights.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import type { ServerKeys } from '../keys/server-keys.ts';

export type LeaseParts = {
  readonly leases: Leases;
  readonly keys: ServerKeys;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly leaseMs: number;
};

/**
 * `POST /api/sync/lease`: the right of this person to work offline on this device, for a while, with the keys of the scopes
 * that he may read now. Whoever may read nothing gets an empty one: his tablet still has to be opened and emptied.
 */
export function leaseRoute(parts: LeaseParts): MountedRoute {
  const body = { schema: LeaseRequestSchema, versions: [protocolVersion], limitBytes: 4 * 1024 };
  return postRoute({ path: '/api/sync/lease', guard: 'tablet', body }, async (call) => {
    const { person, device } = call.caller;
    const { dev, life } = device;
    if (call.body.dev !== dev) return refuse('device_mismatch');
    const register = await parts.registers.current();
    const rights = rightsOf(register, person, parts.clock);
    const issuedAt = Math.round(parts.clock.now());
    const { roles, ...lease } = await parts.leases.issue({
      person: person as PersonId,
      dev,
      scopes: leasedScopes(register, rights),
      roles: rights.assignments,
      issuedAt,
      // Whose right has an end works on no longer without us than until then (KH-32).
      notAfter: Math.min(issuedAt + parts.leaseMs, Math.ceil(firstEndOf(register, person, issuedAt))),
    });
    await parts.audit.write([
      {
        person,
        action: 'issue_lease',
        object: dev,
        outcome: 'granted',
        address: call.request.ip,
        detail: { lease: lease.id, scopes: lease.scopes.length, roles: roles.length },
      },
    ]);
    return {
      v: protocolVersion,
      lease,
      sig: parts.keys.signLease(canonicalJson(signed(lease))),
      share: parts.keys.share({ dev, life, person }),
      keys: lease.scopes.map((scope) => ({ scope, key: parts.keys.scopeKey({ dev, life, scope }) })),
      seal: parts.keys.sealKey,
      time: { recv: call.receivedAt, sent: Math.round(parts.clock.now()) },
    } satisfies LeaseResponse;
  });
}

/** Those that he may write come first: a lease names a thousand scopes at most. */
function leasedScopes(register: Register, rights: Rights): ScopeId[] {
  const scopes = [
    ...[...register.posts.values()].map(postScope),
    ...[...register.facilities.values()].map(facilityScope),
    ...[null, ...register.facilities.keys()].map(faultScope),
    ...register.misuse.keys(),
  ];
  const readable = scopes.filter((scope) => rights.mayRead(scope));
  const [own, others] = [true, false].map((write) =>
    readable.filter((scope) => rights.mayWrite(scope) === write).sort(),
  );
  return [...(own ?? []), ...(others ?? [])].slice(0, cursorLimit);
}

/** Exactly the lease's own members: what is signed is what the tablet reads. */
function signed({ id, person, dev, scopes, issuedAt, notAfter }: Lease) {
  return { id, person, dev, scopes, issuedAt, notAfter };
}
