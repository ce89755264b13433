/** The one place that says who is called for what besides violations, by the matrix of rights alone. */
import type { Clock } from '@truc/base';
import { cameraSystems } from '@truc/domain/camera';
import { dutyCallRanks, type DutyCallKind, type DutyCallRank, type Matter } from '@truc/domain/duty-call';
import type { ScopeId } from '@truc/sync/protocol';
import type { Register } from '../access/register.ts';
import { facilityScope, faultScope, postScope, rightsOf, type Rights } from '../access/rights.ts';

type Asked = { readonly rights: Rights; readonly scope: ScopeId; readonly facility: string | null };
type Rule = Readonly<Record<DutyCallRank, (asked: Asked) => boolean>>;

const nobody = () => false;
const ofWatch: Rule = {
  first: ({ rights, scope }) => rights.mayAccountForWatch(scope),
  up: ({ rights, scope }) => rights.mayOverseeWatch(scope),
};

const rules: Readonly<Record<DutyCallKind, Rule>> = {
  // GL-20, GL-23: who answers for the watch, then the authority that delegates it.
  post_unmanned: ofWatch,
  handover_waits: ofWatch,
  // GL-25: the watch has it before its eyes; who answers for the facility is called, then who coordinates faults.
  check_due: {
    first: ({ rights, scope, facility }) =>
      rights.mayOnFault(scope, facility === null ? 'set_substitute' : 'assign_own_fault'),
    up: ({ rights, scope }) => rights.mayOnFault(scope, 'coordinate_fault'),
  },
  permit_waits: {
    first: ({ rights, scope }) => rights.mayOnFault(scope, 'authorise_intervention'),
    up: nobody,
  },
  export_waits: {
    first: ({ rights, facility }) => facility !== null && mayPermitExport(rights, facility),
    up: nobody,
  },
};

function mayPermitExport(rights: Rights, facility: string): boolean {
  return cameraSystems.some(
    (system) =>
      rights.mayOnExport(facility, system, 'record_export_paper') ||
      rights.mayOnExport(facility, system, 'approve_export'),
  );
}

/** By which ranks this matter calls this person; none: it does not concern him. */
export function ranksOf(matter: Matter, rights: Rights): readonly DutyCallRank[] {
  return dutyCallRanks.filter((rank) => isCalled(matter, rank, rights));
}

function isCalled({ kind, scope, facility, except }: Matter, rank: DutyCallRank, rights: Rights): boolean {
  if (except.includes(rights.person)) return false;
  return rules[kind][rank]({ rights, scope: scope as ScopeId, facility });
}

/** The rights of all people at this moment, worked out once for however many matters. */
export function everybody(register: Register, clock: Clock): readonly Rights[] {
  return [...register.people.keys()].map((person) => rightsOf(register, person, clock));
}

/** Whom of these this matter calls by this rank. */
export function peopleCalled(matter: Matter, rank: DutyCallRank, all: readonly Rights[]): readonly string[] {
  return all.filter((rights) => isCalled(matter, rank, rights)).map(({ person }) => person);
}

/** Whether anything could ever call this person: then his browser may ask to be called without a page. */
export function isEverCalled(rights: Rights, { facilities, posts }: Register): boolean {
  const ofPosts = [...posts.values()].map((post) => ({ scope: postScope(post), facility: post.facility }));
  const ofLogs = [null, ...facilities.values()].map((place) => ({
    scope: faultScope(place?.id ?? null),
    facility: place?.id ?? null,
  }));
  const ofExports = [...facilities.values()].map((place) => ({
    scope: facilityScope(place),
    facility: place.id,
  }));
  const isOf = (kinds: readonly DutyCallKind[]) => (place: Omit<Asked, 'rights'>) =>
    kinds.some((kind) => dutyCallRanks.some((rank) => rules[kind][rank]({ rights, ...place })));
  return (
    ofPosts.some(isOf(['post_unmanned'])) ||
    ofLogs.some(isOf(['check_due', 'permit_waits'])) ||
    ofExports.some(isOf(['export_waits']))
  );
}
