import type { Clock } from '@truc/base';
import type { CamerasResponse, FacilityAccess, Me } from '@truc/domain/api';
import { isWatermarked, type IncidentAction } from '@truc/domain/policy';
import type { Placement, Register } from './register.ts';
import { facilityOf, facilityScope, postScope, quarantines, rightsOf, type Rights } from './rights.ts';

/** What the web needs to open offline, cut to this person's rights. Undefined when nobody has that id. */
export function describeMe(register: Register, person: string, clock: Clock): Me | undefined {
  const found = register.people.get(person);
  if (found === undefined) return undefined;
  const rights = rightsOf(register, person, clock);
  const posts = [...register.posts.values()]
    .filter((post) => rights.mayRead(postScope(post)))
    .map((post) => ({ post, scope: postScope(post), write: rights.mayWrite(postScope(post)) }));
  return {
    person: found,
    roles: [...rights.assignments],
    posts,
    facilities: facilitiesOf(register, rights),
    people: authorsOf(register, new Set(posts.map(({ post }) => post.id)), person),
    adopts: quarantines(register).some((scope) => rights.mayAdopt(scope)),
    managesDevices: rights.mayManageDevices(),
    examinesAlarms: rights.mayExamineAlarms(),
    watermarked: isWatermarked(rights.assignments, register.settings),
    seesFaults: [null, ...register.facilities.keys()].some((facility) => rights.mayReportFault(facility)),
    readsLooks: rights.mayReadLooks(null) ? 'all' : rights.mayReadLooks(person) ? 'own' : 'none',
    viewsCameras: [...register.cameras.values()].some((camera) => rights.mayView(camera).ok),
  };
}

function facilitiesOf(register: Register, rights: Rights): FacilityAccess[] {
  return [...register.facilities.values()].flatMap((facility) => {
    const scope = facilityScope(facility);
    if (!rights.mayRead(scope)) return [];
    const may = (action: IncidentAction) => rights.mayInIncident(scope, action);
    const [opens, handles, checks] = [may('open_incident'), may('handle_incident'), may('check_incident')];
    return [{ facility, scope, opens, handles, checks }];
  });
}

export function describeCameras(register: Register, rights: Rights): CamerasResponse {
  const cameras = [...register.cameras.values()].filter((camera) => rights.mayView(camera).ok);
  const facilities = new Set(cameras.map(({ facility }) => facility));
  return {
    facilities: [...register.facilities.values()].filter(({ id }) => facilities.has(id)),
    cameras,
    recorded: cameras
      .filter((camera) => camera.sensitive !== true && rights.mayPlayBack(camera).ok)
      .map(({ id }) => ({ camera: id, retentionHours: register.retention.get(id) ?? null })),
  };
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
