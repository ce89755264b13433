import type { Clock } from '@truc/base';
import {
  DriveWallSchema,
  OpenOwnWallSchema,
  type DrivableWall,
  type DriveAnswer,
  type DriveWall,
  type OwnWallAnswer,
  type WallsResponse,
} from '@truc/domain/api';
import { kioskStateOf, type Kiosk } from '@truc/domain/kiosk';
import { decideDrive, type DriveRank } from '@truc/domain/watch';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import { describeKioskWall, describeOwnWall, undrivenKiosk } from '../kiosk/describe-wall.ts';
import { kioskDeskOf } from '../kiosk/kiosk-rights.ts';
import type { KioskStore } from '../kiosk/kiosk-store.ts';
import { wallWatchOf } from '../kiosk/wall-watch.ts';
import type { WatchStore } from '../kiosk/watch-store.ts';
import type { OwnWall, WallPresence } from '../kiosk/wall-presence.ts';
import type { WallStore } from '../kiosk/wall-store.ts';

export type WallRouteParts = {
  readonly kiosks: KioskStore;
  readonly walls: WallStore;
  readonly presence: WallPresence;
  readonly watch: WatchStore;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  /** Tells a kiosk that there is something new to show. */
  readonly hintKiosk: (id: string) => void;
  /** Tells these people's desks, and the walls that they have opened themselves. */
  readonly hintPeople: (people: readonly string[]) => void;
};

/**
 * `GET /api/walls`: the walls that this person may drive from his desk; `POST /api/walls/drive`: what one of them is to show, all of
 * it; `POST /api/walls/open`: a wall of his own says that it is there, and is told what it is to show.
 */
export function wallRoutes(parts: WallRouteParts): readonly MountedRoute[] {
  const limits = { versions: null, limitBytes: 32 * 1024 };
  return [
    getRoute({ path: '/api/walls', guard: 'session' }, async ({ caller }) => list(caller.person, parts)),
    postRoute(
      { path: '/api/walls/drive', guard: 'session', body: { schema: DriveWallSchema, ...limits } },
      async ({ caller, body, request }) => drive(body, { person: caller.person, address: request.ip }, parts),
    ),
    postRoute(
      { path: '/api/walls/open', guard: 'session', body: { schema: OpenOwnWallSchema, ...limits } },
      async ({ caller, body }) => {
        const desk = await openDesk(caller.person, parts);
        parts.presence.sayOwn(caller.person, { ...body, post: postOf(body.post, desk) });
        const own = parts.presence.ownOf(caller.person).find(({ wall }) => wall === body.wall);
        if (own === undefined) return refuse('not_found');
        const wall = describeOwnWall(own, await parts.walls.find(body.wall), desk);
        const kiosks = await parts.kiosks.list();
        const group = { person: caller.person, post: postOf(body.post, desk), purpose: body.purpose };
        const watch = await wallWatchOf(group, { register: desk.register, kiosks }, parts);
        return { wall, watch } satisfies OwnWallAnswer;
      },
    ),
  ];
}

/** A post at which he keeps no watch counts as none. */
function postOf(post: string | null, { rights }: Desk): string | null {
  return post !== null && rights.mayUseWallView({ owner: '', post }) ? post : null;
}

type Desk = { readonly register: Register; readonly rights: Rights; readonly clock: Clock };
type Target =
  { readonly kind: 'kiosk'; readonly kiosk: Kiosk } | { readonly kind: 'own'; readonly own: OwnWall };

async function openDesk(person: string, { registers, clock }: WallRouteParts): Promise<Desk> {
  const register = await registers.current();
  return { register, rights: rightsOf(register, person, clock), clock };
}

async function targetsOf(
  desk: Desk,
  { kiosks, presence, clock }: WallRouteParts,
): Promise<readonly Target[]> {
  const mine = kioskDeskOf(desk.register, desk.rights);
  const paired = (await kiosks.list()).filter(
    (kiosk) => kioskStateOf(kiosk, clock.now()) === 'paired' && mine.mayDrive(kiosk),
  );
  return [
    ...paired.map((kiosk) => ({ kind: 'kiosk', kiosk }) as const),
    ...presence.ownOf(desk.rights.person).map((own) => ({ kind: 'own', own }) as const),
  ];
}

function idOf(target: Target): string {
  return target.kind === 'kiosk' ? target.kiosk.id : target.own.wall;
}

async function list(person: string, parts: WallRouteParts): Promise<WallsResponse> {
  const desk = await openDesk(person, parts);
  const targets = await targetsOf(desk, parts);
  const driven = await parts.walls.findAll(targets.map(idOf));
  return {
    walls: targets
      .map((target) => describe(target, driven.get(idOf(target)) ?? null, { desk, parts }))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'vi')),
  };
}

type At = { readonly desk: Desk; readonly parts: WallRouteParts };

function describe(
  target: Target,
  driven: Awaited<ReturnType<WallStore['find']>>,
  { desk, parts }: At,
): DrivableWall {
  if (target.kind === 'own') return describeOwnWall(target.own, driven, desk);
  const shown = parts.presence.shownOn(target.kiosk.id);
  return describeKioskWall(target.kiosk, { driven, shown }, desk);
}

async function drive(
  body: DriveWall,
  who: { readonly person: string; readonly address: string },
  parts: WallRouteParts,
): Promise<DriveAnswer | Refusal> {
  const desk = await openDesk(who.person, parts);
  const target = (await targetsOf(desk, parts)).find((one) => idOf(one) === body.wall);
  const line = { ...who, action: 'drive_wall', object: body.wall } as const;
  const before = target && describe(target, await parts.walls.find(body.wall), { desk, parts });
  const isAllowed = before !== undefined && isHis(body, before);
  if (target === undefined || !isAllowed) {
    await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
    return refuse('not_found');
  }
  const command = { ...body, by: who.person, rank: rankIn(target, who.person), at: parts.clock.now() };
  const first = target.kind === 'kiosk' ? undrivenKiosk(target.kiosk, desk).state : target.own.state;
  const outcome = await parts.walls.drive(command, first, (wall) => decideDrive(wall, command));
  if (outcome === 'done') {
    const detail = { version: body.base + 1, letGo: body.state === null ? 1 : 0 };
    await parts.audit.write([{ ...line, outcome: 'granted', detail }]);
    if (target.kind === 'kiosk') parts.hintKiosk(target.kiosk.id);
    parts.hintPeople(driversOf(target, desk));
  }
  const now = describe(target, await parts.walls.find(body.wall), { desk, parts });
  return { outcome, wall: now };
}

function driversOf(target: Target, { register, clock }: Desk): readonly string[] {
  if (target.kind === 'own') return [target.own.person];
  return [...register.people.keys()].filter((person) =>
    kioskDeskOf(register, rightsOf(register, person, clock)).mayDrive(target.kiosk),
  );
}

/** Each camera that he puts on it must be one that it may show and that he may watch himself. */
function isHis({ state }: DriveWall, { cameras }: DrivableWall): boolean {
  return state === null || state.cameras.every((camera) => camera === null || cameras.includes(camera));
}

function rankIn(target: Target, person: string): DriveRank {
  return target.kind === 'own' || target.kiosk.owner === person ? 2 : 1;
}
