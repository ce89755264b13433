/** Who may read and write where, now, and who was leased what. A person's rights change while his tablet is away. */
import { readCarried } from '@truc/domain/quarantine';
import {
  canonicalJson,
  readHeader,
  type DeviceId,
  type Json,
  type Lease,
  type OperationHeader,
  type PersonId,
  type ScopeId,
  type WireOperation,
} from '@truc/sync/protocol';
import type { Judge, Verdict } from '@truc/sync/server';

export const quarantine = 'quarantine:all' as ScopeId;

const accepted: Verdict = { status: 'accepted', code: null, quarantine };

type Asked = { readonly header: OperationHeader; readonly verdict: Verdict };

export type RightsOptions = {
  readonly leaseMs: number;
  readonly now: () => number;
  /** What stands in the quarantine at this place. */
  readonly waitsAt: (seq: number) => WireOperation | undefined;
};

export class Rights {
  readonly #scopes = new Map<PersonId, Set<ScopeId>>();
  readonly #leases = new Map<string, Lease>();
  readonly #options: RightsOptions;

  constructor(options: RightsOptions) {
    this.#options = options;
  }

  grant(person: PersonId, scope: ScopeId): void {
    const scopes = this.#scopes.get(person);
    if (scopes === undefined) this.#scopes.set(person, new Set([scope]));
    else scopes.add(scope);
  }

  withdraw(person: PersonId, scope: ScopeId): void {
    this.#scopes.get(person)?.delete(scope);
  }

  has(person: PersonId | null, scope: ScopeId): boolean {
    return person !== null && this.#scopes.get(person)?.has(scope) === true;
  }

  lease(person: PersonId, dev: DeviceId): Lease {
    const issuedAt = this.#options.now();
    const id = `lease-${this.#leases.size + 1}`;
    const scopes = [...(this.#scopes.get(person) ?? [])];
    const lease = { id, person, dev, scopes, issuedAt, notAfter: issuedAt + this.#options.leaseMs };
    this.#leases.set(id, lease);
    return lease;
  }

  /** Server time at which a lease ends; null where there is none. */
  endOf(lease: string | null): number | null {
    return lease === null ? null : (this.#leases.get(lease)?.notAfter ?? null);
  }

  /** LE5: what this person was leased on this device and may not read now. */
  revokedOf(person: PersonId, dev: DeviceId | null): ScopeId[] {
    const revoked = new Set<ScopeId>();
    for (const lease of this.#leases.values()) {
      if (lease.person !== person || lease.dev !== dev) continue;
      for (const scope of lease.scopes) if (!this.has(person, scope)) revoked.add(scope);
    }
    return [...revoked];
  }

  /** Permission and readability only, as the server's own judge (LE2 to LE4). */
  readonly judge: Judge = {
    decide: async (_place, questions) => {
      let last: Asked | null = null;
      return questions.map(({ header, body }) => {
        if (header?.kind.startsWith('quarantine.') === true) return this.#verdictOnWord(header, body ?? '');
        // Most of a segment is one person's, written under one lease into one log.
        if (last === null || header === null || !isAlike(last.header, header))
          last = header === null ? null : { header, verdict: this.#verdict(header) };
        return last?.verdict ?? this.#verdict(null);
      });
    },
  };

  /** AD2: a manager's word is about what waits there, octet for octet. */
  #verdictOnWord(header: OperationHeader, body: string): Verdict {
    const verdict = this.#verdict(header);
    if (verdict.code !== null) return verdict;
    const carried = readCarried({ ...header, body });
    const waiting = carried === null ? undefined : this.#options.waitsAt(carried.from.seq);
    const ours = waiting === undefined ? null : readHeader(waiting);
    const isSame =
      carried !== null &&
      ours !== null &&
      canonicalJson(ours as Json) === carried.op.h &&
      waiting?.b === carried.op.b &&
      waiting.s === carried.op.s;
    return isSame ? verdict : { status: 'quarantined', code: 'commitment_mismatch', quarantine };
  }

  #verdict(header: OperationHeader | null): Verdict {
    const code = header === null ? null : this.#fault(header);
    return code === null ? accepted : { status: 'quarantined', code, quarantine };
  }

  #fault({ actor, scope, dev, lease: id, wall, off, err }: OperationHeader): Verdict['code'] {
    const lease = id === null ? undefined : this.#leases.get(id);
    if (lease === undefined || lease.person !== actor || lease.dev !== dev) return 'lease_missing';
    if (!lease.scopes.includes(scope)) return 'lease_missing';
    if (this.#options.now() > lease.notAfter) {
      if (off === null || wall + off + (err ?? 0) > lease.notAfter) return 'lease_expired';
    }
    return this.has(actor, scope) ? null : 'revoked_since';
  }
}

/** Whether the judge can only say the same of both. */
function isAlike(one: OperationHeader, other: OperationHeader): boolean {
  return (
    one.lease === other.lease &&
    one.scope === other.scope &&
    one.actor === other.actor &&
    one.dev === other.dev &&
    one.wall === other.wall &&
    one.off === other.off &&
    one.err === other.err
  );
}
