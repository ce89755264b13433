import { randomUUID } from 'node:crypto';
import { RoleAssignmentSchema, type RoleAssignment } from '@truc/domain/account';
import type { DeviceId, Lease, PersonId, ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import * as v from 'valibot';

/** What was allowed when the lease was issued, and to whom. Never changes. */
export type IssuedLease = Lease & { readonly roles: readonly RoleAssignment[] };

export type NewLease = Omit<IssuedLease, 'id'>;

/** Permissions to work offline, each for one person on one device. Kept for ever: operations come back after months. */
export interface Leases {
  issue(lease: NewLease): Promise<IssuedLease>;
  /** Those of `ids` that were issued; what is no id of ours is left out. */
  byIds(ids: readonly string[]): Promise<ReadonlyMap<string, IssuedLease>>;
  /** Scopes whose keys this person ever got: on one device, or, where none is known, on any. */
  everLeased(person: string, dev: DeviceId | null): Promise<readonly ScopeId[]>;
}

/** Enough for the leases that are in use at one time; an older one is read again. */
const remembered = 20_000;

export function createLeases(pool: pg.Pool): Leases {
  const known = new Map<string, IssuedLease>();

  function remember(lease: IssuedLease): void {
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(lease.id, lease);
  }

  return {
    async issue(fresh) {
      const lease = { ...fresh, id: randomUUID() };
      const { id, person, dev, scopes, roles, issuedAt, notAfter } = lease;
      await pool.query({
        ...insertLease,
        values: [id, person, dev, scopes, JSON.stringify(roles), issuedAt, notAfter],
      });
      remember(lease);
      return lease;
    },
    async byIds(ids) {
      const missing = ids.filter((id) => !known.has(id) && uuidPattern.test(id));
      if (missing.length > 0) {
        const found = await pool.query<LeaseColumns>({ ...findLeases, values: [missing] });
        for (const row of found.rows) remember(toLease(row));
      }
      return new Map(
        ids.flatMap((id) => {
          const lease = known.get(id);
          return lease === undefined ? [] : [[id, lease] as const];
        }),
      );
    },
    async everLeased(person, dev) {
      const found = await pool.query<{ scope: ScopeId }>({ ...findLeasedScopes, values: [person, dev] });
      return found.rows.map(({ scope }) => scope);
    },
  };
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const insertLease = {
  name: 'insert-lease',
  text: `with issued as (
      insert into lease (id, person, dev, scopes, roles, issued_at, not_after) values ($1, $2, $3, $4, $5, $6, $7)
      returning person, dev, scopes)
    insert into leased_scope (person, dev, scope) select person, dev, unnest(scopes) from issued
    on conflict do nothing`,
};
const findLeases = {
  name: 'find-leases',
  text: 'select id, person, dev, scopes, roles, issued_at, not_after from lease where id = any ($1::uuid[])',
};
const findLeasedScopes = {
  name: 'find-leased-scopes',
  text: 'select distinct scope from leased_scope where person = $1 and ($2::uuid is null or dev = $2) order by scope',
};

type LeaseColumns = {
  readonly id: string;
  readonly person: PersonId;
  readonly dev: DeviceId;
  readonly scopes: ScopeId[];
  readonly roles: unknown;
  readonly issued_at: number;
  readonly not_after: number;
};

function toLease(row: LeaseColumns): IssuedLease {
  const { id, person, dev, scopes, issued_at: issuedAt, not_after: notAfter } = row;
  return {
    id,
    person,
    dev,
    scopes,
    issuedAt,
    notAfter,
    roles: v.parse(v.array(RoleAssignmentSchema), row.roles),
  };
}
