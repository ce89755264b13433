import { failure, ok, type Clock, type Result } from '@truc/base';
import type { RoleAssignment } from '@truc/domain/account';
import type { AccountTarget, AccountWish } from '@truc/domain/account-proposal';
import type { Camera, CameraSystem } from '@truc/domain/camera';
import type { Facility, Post } from '@truc/domain/facility';
import {
  faultActions,
  mayAccountForWatch,
  mayAdopt,
  mayAtFacility,
  mayCarryOutAccounts,
  mayConsolidateFocalLists,
  mayDecideAccount,
  mayProposeAccount,
  mayProposeFocalList,
  mayAppointWatch,
  mayAuthoriseViewing,
  mayCountersignLogbook,
  mayHandOverShift,
  mayOverseeWatch,
  mayInIncident,
  mayInMisuse,
  mayExamineAlarms,
  mayManageDevices,
  mayMoveCamera,
  mayOnExport,
  mayOnFault,
  mayPlayBack,
  mayReadAccessLog,
  mayReadLogbook,
  mayUseWallView,
  mayViewLive,
  mayWriteLogbook,
  type ExportAction,
  type FacilityAction,
  misuseActionOf,
  type FaultAction,
  type IncidentAction,
  type LogbookQuestion,
  type MoveRank,
} from '@truc/domain/policy';
import type { FocalAgency } from '@truc/domain/focal-list';
import { centralFaults } from '@truc/domain/fault-log';
import type { ScopeId } from '@truc/sync/protocol';
import { misuseOf, misuseOfQuarantine, misuseQuarantine } from './misuse-cases.ts';
import { assignmentsOf, type Register } from './register.ts';

/**
 * The domain's rules asked about one person with the registers of one moment. What these do not allow does not exist for him:
 * callers answer `not_found` and write the attempt to the audit.
 */
export type Rights = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  mayRead(scope: ScopeId): boolean;
  /** Whether something that he writes may stand in this scope: in one of commands, at least one command. */
  mayWrite(scope: ScopeId): boolean;
  mayCountersign(scope: ScopeId): boolean;
  /** Whether he takes, hands over and accepts this post's watch. */
  mayHandOverShift(scope: ScopeId): boolean;
  /** Whether he explains this post's gaps and decides between handovers. */
  mayAccountForWatch(scope: ScopeId): boolean;
  /** Whether he is called when those who answer for this post's watch do not. */
  mayOverseeWatch(scope: ScopeId): boolean;
  /** Whether he enters the document that appoints this post's watch. */
  mayAppointWatch(scope: ScopeId): boolean;
  mayInIncident(scope: ScopeId, action: IncidentAction): boolean;
  mayOnFault(scope: ScopeId, action: FaultAction): boolean;
  /** Whether he may report misuse there by these people: never by himself (GL-18). */
  mayReportMisuse(facility: string, named: readonly string[]): boolean;
  /** Whether what waits in this quarantine waits for him. */
  mayAdopt(quarantine: ScopeId): boolean;
  mayManageDevices(): boolean;
  /** Whether he looks into what devices noticed by themselves. */
  mayExamineAlarms(): boolean;
  /** Whose looks he may read: null asks about everybody's. */
  mayReadLooks(of: string | null): boolean;
  /** Whether a layout or group of this owner, shared by this post or by none, is his to use and change. */
  mayUseWallView(view: { readonly owner: string; readonly post: string | null }): boolean;
  mayView(camera: Camera): Result<CameraSystem, { readonly code: string }>;
  /** Its recordings, out of its recorder. */
  mayPlayBack(camera: Camera): Result<CameraSystem, { readonly code: string }>;
  /** Whether he inspects, surveys or maintains there; false for a facility that there is not. */
  mayAt(facility: string, action: FacilityAction): boolean;
  /** Whether an extraction of recordings there, out of this system, is his to do that with (GL-01). */
  mayOnExport(facility: string, system: CameraSystem, action: ExportAction): boolean;
  mayProposeFocalList(agency: FocalAgency): boolean;
  mayConsolidateFocalLists(): boolean;
  /** Whether he proposes what is to become of this right; decides on it; makes true what was decided. */
  mayProposeAccount(wish: AccountWish, target: AccountTarget): boolean;
  mayDecideAccount(target: AccountTarget): boolean;
  mayCarryOutAccounts(): boolean;
  /** Whether faults there concern him; null asks about the central system's. */
  mayReportFault(facility: string | null): boolean;
  /** Whether he may let `asker` watch this sensitive camera (KH-32): never himself. */
  mayAuthorise(camera: Camera, asker: string): boolean;
  /** The rank with which he may turn it. */
  mayMove(camera: Camera): Result<MoveRank, { readonly code: string }>;
};

export function rightsOf(register: Register, person: string, clock: Clock): Rights {
  return rightsWith(register, person, assignmentsOf(register, person, clock.now()));
}

/** The same, for roles that are given: those of another moment. */
export function rightsWith(
  register: Register,
  person: string,
  assignments: readonly RoleAssignment[],
): Rights {
  const { settings } = register;
  // A push asks about one book for each of its entries; these rights hold for one moment, so the answer does too.
  const writable = new Map<ScopeId, boolean>();

  function logbookQuestion(scope: ScopeId) {
    const post = postOfScope(register, scope);
    if (post === undefined) return undefined;
    return { person, assignments, post, facility: facilityOf(register, post), settings };
  }

  function ofBook(rule: (question: LogbookQuestion) => { readonly ok: boolean }) {
    return (scope: ScopeId): boolean => {
      const question = logbookQuestion(scope);
      return question !== undefined && rule(question).ok;
    };
  }

  function inIncident(scope: ScopeId, action: IncidentAction): boolean {
    const misuse = misuseOf(register, scope);
    if (misuse !== undefined) {
      const { facility, found } = misuse;
      const asked = misuseActionOf(action);
      return (
        asked !== null &&
        mayInMisuse({ action: asked, person, assignments, facility, named: found.named, settings }).ok
      );
    }
    const facility = facilityOfScope(register, scope);
    return facility !== undefined && mayInIncident({ action, person, assignments, facility, settings }).ok;
  }

  function placeOf({ facility }: AccountTarget): Facility | null {
    return facility === null ? null : (register.facilities.get(facility) ?? null);
  }

  function onFault(scope: ScopeId, action: FaultAction): boolean {
    const facility = facilityOfFaults(register, scope);
    return facility !== undefined && mayOnFault({ action, person, assignments, facility, settings }).ok;
  }

  return {
    person,
    assignments,
    mayRead(scope) {
      const question = logbookQuestion(scope);
      if (question !== undefined) return mayReadLogbook(question).ok;
      return inIncident(scope, 'read_incident') || onFault(scope, 'read_fault');
    },
    mayCountersign: ofBook(mayCountersignLogbook),
    mayHandOverShift: ofBook(mayHandOverShift),
    mayAccountForWatch: ofBook(mayAccountForWatch),
    mayOverseeWatch: ofBook(mayOverseeWatch),
    mayAppointWatch: ofBook(mayAppointWatch),
    mayInIncident: inIncident,
    mayOnFault: onFault,
    mayReportMisuse(id, named) {
      const facility = register.facilities.get(id);
      if (facility === undefined) return false;
      return mayInMisuse({ action: 'report_misuse', person, assignments, facility, named, settings }).ok;
    },
    mayWrite(scope) {
      const known = writable.get(scope);
      if (known !== undefined) return known;
      const question = logbookQuestion(scope);
      const answer =
        question === undefined
          ? incidentWrites.some((action) => inIncident(scope, action)) ||
            faultWrites.some((action) => onFault(scope, action))
          : mayWriteLogbook(question).ok;
      writable.set(scope, answer);
      return answer;
    },
    mayAt(id, action) {
      const facility = register.facilities.get(id);
      return facility !== undefined && mayAtFacility({ person, assignments, settings, action, facility }).ok;
    },
    mayOnExport(id, system, action) {
      const facility = register.facilities.get(id);
      if (facility === undefined) return false;
      return mayOnExport({ person, assignments, settings, action, facility, system }).ok;
    },
    mayProposeFocalList: (agency) => mayProposeFocalList({ person, assignments, settings, agency }),
    mayProposeAccount: (wish, target) =>
      mayProposeAccount({ person, assignments, settings, target, wish, facility: placeOf(target) }),
    mayDecideAccount: (target) =>
      mayDecideAccount({ person, assignments, settings, target, facility: placeOf(target) }),
    mayCarryOutAccounts: () => mayCarryOutAccounts({ person, assignments, settings }),
    mayConsolidateFocalLists: () => mayConsolidateFocalLists({ person, assignments, settings }),
    mayAdopt(quarantine) {
      const misuse = misuseOfQuarantine(register, quarantine);
      if (misuse !== undefined)
        return (
          inIncident(misuse.scope, 'handle_incident') &&
          mayAdopt({ person, assignments, facility: null, settings }).ok
        );
      const facility = facilityOfQuarantine(register, quarantine);
      return facility !== undefined && mayAdopt({ person, assignments, facility, settings }).ok;
    },
    mayExamineAlarms: () => mayExamineAlarms({ person, assignments, settings }).ok,
    mayManageDevices: () => mayManageDevices({ person, assignments, settings }).ok,
    mayReadLooks: (of) => mayReadAccessLog({ person, assignments, settings, of }).ok,
    mayUseWallView: (view) => mayUse(view, { register, person, assignments }),
    mayView(camera) {
      const facility = register.facilities.get(camera.facility);
      if (facility === undefined) return failure('not_permitted');
      const answer = mayViewLive({ person, assignments, camera, facility, settings });
      return answer.ok ? ok(answer.value) : failure(answer.error.code, answer.error.detail);
    },
    mayPlayBack(camera) {
      const facility = register.facilities.get(camera.facility);
      if (facility === undefined) return failure('not_permitted');
      return mayPlayBack({ person, assignments, camera, facility, settings });
    },
    mayReportFault(id) {
      return onFault(faultScope(id), 'report_fault');
    },
    mayAuthorise(camera, asker) {
      const facility = register.facilities.get(camera.facility);
      if (facility === undefined) return false;
      return mayAuthoriseViewing({ person, assignments, facility, settings, asker }).ok;
    },
    mayMove(camera) {
      const facility = register.facilities.get(camera.facility);
      if (facility === undefined) return failure('not_permitted');
      return mayMoveCamera({ person, assignments, camera, facility, settings });
    },
  };
}

function mayUse(
  { owner, post: id }: { readonly owner: string; readonly post: string | null },
  asker: {
    readonly register: Register;
    readonly person: string;
    readonly assignments: readonly RoleAssignment[];
  },
): boolean {
  const { register } = asker;
  const post = id === null ? null : register.posts.get(id);
  if (post === undefined) return false;
  const shared = post === null ? null : { post, facility: facilityOf(register, post) };
  return mayUseWallView({ ...asker, settings: register.settings, owner, shared }).ok;
}

const incidentWrites = ['open_incident', 'handle_incident', 'check_incident'] as const;
const faultWrites = faultActions.filter((action) => action !== 'read_fault');

/** The log that holds the commands on a facility's incidents. */
export function facilityScope({ id }: Facility): ScopeId {
  return `facility:${id}` as ScopeId;
}

export function facilityOfScope(register: Register, scope: ScopeId): Facility | undefined {
  return scope.startsWith('facility:') ? register.facilities.get(scope.slice('facility:'.length)) : undefined;
}

/** The log that holds the commands on a facility's faults; null: on those of the central system. */
export function faultScope(facility: string | null): ScopeId {
  return (facility === null ? centralFaults : `faults:${facility}`) as ScopeId;
}

/** Whose faults this scope holds: null for the central system's; undefined for every other kind of scope. */
export function facilityOfFaults(register: Register, scope: ScopeId): Facility | null | undefined {
  if (scope === centralFaults) return null;
  return scope.startsWith('faults:') ? register.facilities.get(scope.slice('faults:'.length)) : undefined;
}

export function postScope(post: Post): ScopeId {
  return `post:${post.id}` as ScopeId;
}

/** The post whose book this scope is; undefined for every other kind of scope. */
export function postOfScope(register: Register, scope: ScopeId): Post | undefined {
  return scope.startsWith('post:') ? register.posts.get(scope.slice('post:'.length)) : undefined;
}

export function facilityOf(register: Register, post: Post): Facility | null {
  return post.facility === null ? null : (register.facilities.get(post.facility) ?? null);
}

/** Where an operation waits for a person when nothing tells whose facility it concerns. */
export const provinceQuarantine = 'quarantine:province' as ScopeId;

/** All logs that people write in. */
export function logsOf(register: Register): readonly ScopeId[] {
  return [
    ...[...register.posts.values()].map(postScope),
    ...[...register.facilities.values()].flatMap((facility) => [
      facilityScope(facility),
      faultScope(facility.id),
    ]),
    faultScope(null),
    ...register.misuse.keys(),
  ];
}

/** Whether there is such a log: a post's book, a facility's incidents or faults, a case about a user. */
export function isLogOf(register: Register, scope: ScopeId): boolean {
  return (
    postOfScope(register, scope) !== undefined ||
    facilityOfScope(register, scope) !== undefined ||
    facilityOfFaults(register, scope) !== undefined ||
    misuseOf(register, scope) !== undefined
  );
}

/** Where what may not stand in this scope waits for a person. */
export function quarantineOf(register: Register, scope: ScopeId): ScopeId {
  const misuse = misuseOf(register, scope);
  if (misuse !== undefined) return misuseQuarantine(misuse.found);
  const post = postOfScope(register, scope);
  const facility =
    post === undefined
      ? (facilityOfScope(register, scope) ?? facilityOfFaults(register, scope) ?? null)
      : facilityOf(register, post);
  return facility === null ? provinceQuarantine : (`quarantine:${facility.id}` as ScopeId);
}

/** All that there are. */
export function quarantines(register: Register): readonly ScopeId[] {
  return [
    ...[...register.facilities.keys()].map((id) => `quarantine:${id}` as ScopeId),
    ...[...register.misuse.values()].map(misuseQuarantine),
    provinceQuarantine,
  ];
}

/** Whose quarantine this scope is: null for the province's; undefined when it is none. */
function facilityOfQuarantine(register: Register, scope: ScopeId): Facility | null | undefined {
  if (scope === provinceQuarantine) return null;
  return scope.startsWith('quarantine:')
    ? register.facilities.get(scope.slice('quarantine:'.length))
    : undefined;
}
