import type { Clock } from '@truc/base';
import type { CamerasResponse, FacilityAccess, FaultAccess, Me } from '@truc/domain/api';
import { cameraSystems, type Camera } from '@truc/domain/camera';
import type { Facility } from '@truc/domain/facility';
import type { Asset } from '@truc/domain/fault-log';
import { focalAgencies } from '@truc/domain/focal-list';
import {
  faultActions,
  isWatermarked,
  permissionMatrix,
  type FacilityAction,
  type IncidentAction,
} from '@truc/domain/policy';
import type { ScopeId } from '@truc/sync/protocol';
import type { ServerConfig } from '../config/config.ts';
import { hasAccountDesk } from '../dossiers/account-desk.ts';
import { misuseOf } from './misuse-cases.ts';
import { assignmentsOf, type Placement, type Register } from './register.ts';
import {
  facilityOf,
  facilityScope,
  faultScope,
  postScope,
  quarantines,
  rightsOf,
  type Rights,
} from './rights.ts';

/** What the web needs to open offline, cut to this person's rights. Undefined when nobody has that id. */
/** What is asked besides the registers. */
export type MeContext = { readonly clock: Clock; readonly config: Pick<ServerConfig, 'faultAfterMs'> };

export function describeMe(register: Register, person: string, { clock, config }: MeContext): Me | undefined {
  const found = register.people.get(person);
  if (found === undefined) return undefined;
  const rights = rightsOf(register, person, clock);
  const posts = [...register.posts.values()]
    .filter((post) => rights.mayRead(postScope(post)))
    .map((post) => ({ post, scope: postScope(post) }))
    .map(({ post, scope }) => ({
      post,
      scope,
      write: rights.mayWrite(scope),
      countersigns: rights.mayCountersign(scope),
    }));
  const faults = faultsOf(register, rights);
  return {
    person: found,
    roles: [...rights.assignments],
    posts,
    facilities: facilitiesOf(register, rights, clock.now()),
    misuse: misuseCasesOf(register, rights),
    reportsMisuse: misusePlacesOf(register, rights),
    faults,
    shortOutageMs: config.faultAfterMs,
    people: {
      ...authorsOf(register, new Set(posts.map(({ post }) => post.id)), person),
      ...workersOf(register, faults),
      ...handlersOf(register, rights),
    },
    adopts: quarantines(register).some((scope) => rights.mayAdopt(scope)),
    managesDevices: rights.mayManageDevices(),
    examinesAlarms: rights.mayExamineAlarms(),
    watermarked: isWatermarked(rights.assignments, register.settings),
    seesFaults: [null, ...register.facilities.keys()].some((facility) => rights.mayReportFault(facility)),
    readsLooks: rights.mayReadLooks(null) ? 'all' : rights.mayReadLooks(person) ? 'own' : 'none',
    desks: desksOf(register, rights),
    viewsCameras: [...register.cameras.values()].some((camera) => rights.mayView(camera).ok),
  };
}

function desksOf(register: Register, rights: Rights): Me['desks'] {
  const { facilities } = register;
  const mayAnywhere = (...actions: readonly FacilityAction[]) =>
    [...facilities.keys()].some((id) => actions.some((action) => rights.mayAt(id, action)));
  const isFocal =
    rights.mayConsolidateFocalLists() || focalAgencies.some((agency) => rights.mayProposeFocalList(agency));
  const hasExports = [...facilities.keys()].some((id) =>
    cameraSystems.some((system) =>
      (['read_export', 'request_export'] as const).some((action) => rights.mayOnExport(id, system, action)),
    ),
  );
  return [
    ...(mayAnywhere('read_inspection', 'survey') ? (['inspections'] as const) : []),
    ...(mayAnywhere('read_maintenance') ? (['maintenance'] as const) : []),
    ...(isFocal ? (['focal_lists'] as const) : []),
    ...(hasAccountDesk({ register, rights }) ? (['accounts'] as const) : []),
    ...(hasExports ? (['exports'] as const) : []),
  ];
}

function facilitiesOf(register: Register, rights: Rights, now: number): FacilityAccess[] {
  return [...register.facilities.values()].flatMap((facility) => {
    const scope = facilityScope(facility);
    if (!rights.mayRead(scope)) return [];
    return [
      {
        facility,
        scope,
        ...incidentAccess(rights, scope),
        managers: managersOf(register, facility.id, now),
      },
    ];
  });
}

function incidentAccess(rights: Rights, scope: ScopeId) {
  const may = (action: IncidentAction) => rights.mayInIncident(scope, action);
  return {
    opens: may('open_incident'),
    handles: may('handle_incident'),
    checks: may('check_incident'),
    records: may('record_violation'),
    manages: may('handle_violation'),
    checksRemedy: may('check_remedy'),
    oversees: may('oversee_violation'),
    exports: may('export_incident'),
  };
}

/** GL-18: cases about people who use this system; never one that is about him. */
function misuseCasesOf(register: Register, rights: Rights): FacilityAccess[] {
  return [...register.misuse.keys()].flatMap((scope) => {
    const misuse = misuseOf(register, scope);
    if (misuse === undefined || !rights.mayRead(scope)) return [];
    const named = misuse.found.named.map((id) => ({ id, name: register.people.get(id)?.name ?? id }));
    const { facility } = misuse;
    return [{ facility, scope, ...incidentAccess(rights, scope), managers: [], named }];
  });
}

/** Where he may report that somebody misuses this system. */
function misusePlacesOf(register: Register, rights: Rights): { id: string; name: string }[] {
  return [...register.facilities.values()]
    .filter(({ id }) => rights.mayReportMisuse(id, []))
    .map(({ id, name }) => ({ id, name }));
}

function faultsOf(register: Register, rights: Rights): FaultAccess[] {
  return [null, ...register.facilities.values()].flatMap((facility) => {
    const scope = faultScope(facility?.id ?? null);
    if (!rights.mayRead(scope)) return [];
    const may = faultActions.filter((action) => rights.mayOnFault(scope, action));
    return [
      { scope, facility, may, assets: may.includes('report_fault') ? assetsOf(register, facility) : [] },
    ];
  });
}

/** What can be out of order there, by the names of the registers. */
function assetsOf(register: Register, facility: Facility | null): Asset[] {
  if (facility === null) return [{ kind: 'central', id: 'central', name: '' }];
  const cameras = [...register.cameras.values()].filter(
    (camera) => camera.facility === facility.id && camera.lifecycle === 'in_service',
  );
  const recorders = [...register.recorders.values()].filter((one) => one.facility === facility.id);
  return [
    ...cameras.map(({ id, name }): Asset => ({ kind: 'camera', id, name })),
    ...recorders.map(({ id, name }): Asset => ({ kind: 'recorder', id, name })),
    { kind: 'line', id: facility.id, name: '' },
  ];
}

/** GL-21: whom the watch tells at once. Their names are needed without a network too. */
function managersOf(register: Register, facility: string, now: number): FacilityAccess['managers'] {
  return [...register.people.values()]
    .filter(({ id }) =>
      assignmentsOf(register, id, now).some(
        (held) => held.role === 'facility_manager' && held.facility === facility,
      ),
    )
    .map(({ name, position }) => ({ name, position }));
}

export function describeCameras(register: Register, rights: Rights): CamerasResponse {
  const cameras = [...register.cameras.values()].filter((camera) => rights.mayView(camera).ok);
  const facilities = new Set(cameras.map(({ facility }) => facility));
  return {
    facilities: [...register.facilities.values()].filter(({ id }) => facilities.has(id)),
    cameras,
    recorded: cameras
      .filter((camera) => rights.mayPlayBack(camera).ok)
      .map(({ id }) => ({ camera: id, retentionHours: register.retention.get(id) ?? null })),
    recorders: recordersOf(register, cameras),
  };
}

/** Of these cameras alone: what else hangs on a recorder is not told. */
function recordersOf(register: Register, cameras: readonly Camera[]): CamerasResponse['recorders'] {
  const hanging = Map.groupBy(cameras, ({ id }) => register.recorderOf.get(id));
  return [...register.recorders.values()].flatMap(({ id, name }) => {
    const here = hanging.get(id) ?? [];
    return here.length === 0 ? [] : [{ id, name, cameras: here.map((camera) => camera.id) }];
  });
}

/**
 * Names of those who may write, or wrote, in the given posts' books. Roles that ended yesterday still signed last week's
 * entries, so everybody who is placed at the post's facility is named, and the person himself.
 */
function authorsOf(register: Register, posts: ReadonlySet<string>, self: string): Record<string, string> {
  const facilities = new Set<string>();
  for (const id of posts) {
    const post = register.posts.get(id);
    const facility = post === undefined ? null : facilityOf(register, post);
    if (facility !== null) facilities.add(facility.id);
  }
  const named = [...register.people.values()].filter(
    ({ id }) => id === self || isPlacedAt(register.placements.get(id) ?? [], posts, facilities),
  );
  return Object.fromEntries(named.map(({ id, name }) => [id, name]));
}

/** Roles that write in logs of faults from the province, at some of its facilities or all. */
const faultRoles: ReadonlySet<string> = new Set(
  faultActions.flatMap((action) =>
    Object.entries(permissionMatrix[action].cells)
      .filter(([, { reach }]) => reach === 'province' || reach === 'military' || reach === 'civil')
      .map(([role]) => role),
  ),
);

/** Names of those who write of the faults that he reads: whoever is placed there, and whoever is placed at no facility. */
function workersOf(register: Register, faults: readonly FaultAccess[]): Record<string, string> {
  if (faults.length === 0) return {};
  const facilities = new Set(faults.map(({ facility }) => facility?.id ?? null));
  const named = [...register.people.values()].filter(
    ({ id }) =>
      register.placements.get(id)?.some(({ facility }) => facility === null || facilities.has(facility)) ===
        true ||
      register.assignments
        .get(id)
        ?.some(({ assignment: { role, facility } }) => facility === null && faultRoles.has(role)) === true,
  );
  return Object.fromEntries(named.map(({ id, name }) => [id, name]));
}

/** Roles that write in facilities' logs of incidents from the province. */
const incidentRoles: ReadonlySet<string> = new Set(
  (['open_incident', 'handle_incident', 'check_incident', 'record_violation'] as const).flatMap((action) =>
    Object.entries(permissionMatrix[action].cells)
      .filter(([, { reach }]) => reach !== 'own' && reach !== 'forbidden')
      .map(([role]) => role),
  ),
);

/** Names of people of the agencies and the IOC, who write about the incidents that he reads from no post of theirs. */
function handlersOf(register: Register, rights: Rights): Record<string, string> {
  if (![...register.facilities.values()].some((facility) => rights.mayRead(facilityScope(facility))))
    return {};
  const named = [...register.people.values()].filter(({ id }) =>
    register.assignments.get(id)?.some(({ assignment: { role } }) => incidentRoles.has(role)),
  );
  return Object.fromEntries(named.map(({ id, name }) => [id, name]));
}

function isPlacedAt(
  placements: readonly Placement[],
  posts: ReadonlySet<string>,
  facilities: ReadonlySet<string>,
): boolean {
  return placements.some(
    ({ post, facility }) =>
      (post !== null && posts.has(post)) || (facility !== null && facilities.has(facility)),
  );
}
