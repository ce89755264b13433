import type { RoleAssignment } from '@truc/domain/account';
import type { Post } from '@truc/domain/facility';
import type { ScopeId } from '@truc/sync/protocol';
import type { Register } from './register.ts';
import { facilityScope, faultScope, postScope, type Rights } from './rights.ts';

/** All that one person may read in the province: whatever counts there, counts these and nothing else. */
export type ReadablePlaces = {
  /** Logs of cases, by facility. */
  readonly cases: ReadonlyMap<string, ScopeId>;
  /** Logs of faults, by facility; under null the central system's. */
  readonly faults: ReadonlyMap<string | null, ScopeId>;
  /** Posts whose book is his to read. */
  readonly posts: readonly Post[];
};

type Known = { readonly assignments: readonly RoleAssignment[]; readonly places: ReadablePlaces };

/** A register never changes, and another one comes within seconds: with it goes all that was worked out from it. */
const worked = new WeakMap<Register, Map<string, Known>>();

/** By the rights themselves, asked once for each register and set of roles. */
export function readablePlaces(register: Register, rights: Rights): ReadablePlaces {
  const people = worked.get(register) ?? new Map<string, Known>();
  worked.set(register, people);
  const before = people.get(rights.person);
  if (before !== undefined && isSame(before.assignments, rights.assignments)) return before.places;
  const places = ask(register, rights);
  people.set(rights.person, { assignments: rights.assignments, places });
  return places;
}

function ask(register: Register, rights: Rights): ReadablePlaces {
  const facilities = [...register.facilities.values()];
  const readable = <Place>(entries: readonly (readonly [Place, ScopeId])[]) =>
    new Map(entries.filter(([, scope]) => rights.mayRead(scope)));
  return {
    cases: readable(facilities.map((facility) => [facility.id, facilityScope(facility)])),
    faults: readable([null, ...facilities.map(({ id }) => id)].map((id) => [id, faultScope(id)])),
    posts: [...register.posts.values()].filter((post) => rights.mayRead(postScope(post))),
  };
}

/** The register's own objects: the same roles are the same ones. */
function isSame(a: readonly RoleAssignment[], b: readonly RoleAssignment[]): boolean {
  return a.length === b.length && a.every((role, at) => role === b[at]);
}
