import type { Clock } from '@truc/base';
import {
  DisplayGrantRequestSchema,
  DisplayShownSchema,
  type BoardAlarm,
  type DisplayResponse,
} from '@truc/domain/api';
import type { Camera } from '@truc/domain/camera';
import type { Kiosk } from '@truc/domain/kiosk';
import { isWatermarked } from '@truc/domain/policy';
import { CameraIdSchema, DisplayIdSchema, ViewingPurposeSchema } from '@truc/media/signalling';
import * as v from 'valibot';
import type { Audit, AuditLine } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { assignmentsOf, type Register } from '../access/register.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import type { BoardAlarms } from '../kiosk/board-alarms.ts';
import { describeNow, undrivenKiosk } from '../kiosk/describe-wall.ts';
import { camerasOfKiosk, mayKioskShow } from '../kiosk/kiosk-rights.ts';
import type { WallPresence } from '../kiosk/wall-presence.ts';
import type { WatchStore } from '../kiosk/watch-store.ts';
import type { WallStore } from '../kiosk/wall-store.ts';
import type { GrantRegister } from '../media/grant-register.ts';
import type { GrantSigner, IssuedGrant } from '../media/grant-signer.ts';
import type { SfuFleet } from '../media/nodes/sfu-fleet.ts';

export type DisplayParts = {
  readonly registers: RegisterCache;
  readonly walls: WallStore;
  readonly presence: WallPresence;
  readonly watch: Pick<WatchStore, 'acknowledged'>;
  readonly alarms: BoardAlarms;
  readonly signer: GrantSigner;
  /** Where there are several SFU nodes: a grant is then for the one that has the camera. */
  readonly fleet: () => SfuFleet | undefined;
  readonly grants: GrantRegister;
  readonly audit: Audit;
  readonly clock: Clock;
};

/**
 * All that a kiosk may ask: what it shows (`GET /api/display`), permission to look (`POST /api/display/grants`), and to say what it
 * shows (`POST /api/display/shown`). No logbook, no text of an incident, no list of people.
 */
export function displayRoutes(parts: DisplayParts): readonly MountedRoute[] {
  const limits = { versions: null, limitBytes: 8 * 1024 };
  return [
    getRoute({ path: '/api/display', guard: 'kiosk' }, async ({ caller }) => describe(caller, parts)),
    postRoute(
      { path: '/api/display/grants', guard: 'kiosk', body: { schema: DisplayGrantRequestSchema, ...limits } },
      async ({ caller, body, request }) => {
        const register = await parts.registers.current();
        const display = v.parse(DisplayIdSchema, body.display);
        const asked = { display, avoid: body.avoid ?? [], register, kiosk: caller };
        const decided = await Promise.all(
          [...new Set(body.cameras)].map((camera) => decideOne(camera, asked, parts)),
        );
        await parts.grants.store(decided.flatMap(({ issued }) => issued ?? []));
        await parts.audit.write(decided.map(({ line }) => ({ ...line, address: request.ip })));
        return { grants: decided.map(({ answer }) => answer) };
      },
    ),
    postRoute(
      { path: '/api/display/shown', guard: 'kiosk', body: { schema: DisplayShownSchema, ...limits } },
      ({ caller, body }) => {
        parts.presence.say(caller.id, body);
        return Promise.resolve({});
      },
    ),
  ];
}

async function describe(kiosk: Kiosk, parts: DisplayParts): Promise<DisplayResponse> {
  const register = await parts.registers.current();
  const at = { register, clock: parts.clock };
  const cameras = camerasOfKiosk(kiosk, at);
  const ids = new Set(cameras.map(({ id }) => id));
  const facilities = new Set(cameras.map(({ facility }) => facility));
  const wall = (await parts.walls.find(kiosk.id)) ?? undrivenKiosk(kiosk, at);
  const { id, name, place, purpose, until, owner } = kiosk;
  return {
    id,
    name,
    place,
    unit: unitOf(kiosk, register),
    owner: register.people.get(owner)?.name ?? owner,
    purpose,
    until,
    watermarked: isWatermarked(assignmentsOf(register, owner, parts.clock.now()), register.settings),
    facilities: [...register.facilities.values()].filter((facility) => facilities.has(facility.id)),
    cameras: [...cameras],
    wall: describeNow(wall, at, { reader: null, shows: (camera) => ids.has(camera) }),
    alarms: [...(await openAlarms(kiosk, cameras, parts))],
    now: parts.clock.now(),
  };
}

/** Those of which nobody at its post knows yet; of a kiosk without a post, those of which its owner does not. */
async function openAlarms(
  { post, owner }: Kiosk,
  cameras: readonly Camera[],
  { alarms, watch, clock }: DisplayParts,
): Promise<readonly BoardAlarm[]> {
  const known = (await watch.acknowledged(clock.now()))
    .filter((one) => one.post === post && (post !== null || one.by === owner))
    .map(({ alarm }) => alarm);
  return (await alarms.at(cameras)).filter(({ key }) => !known.includes(key));
}

function unitOf({ post, owner }: Kiosk, { posts, people }: Register): string {
  return (post === null ? undefined : posts.get(post)?.name) ?? people.get(owner)?.agency ?? '';
}

type Asked = {
  readonly kiosk: Kiosk;
  readonly register: Register;
  readonly display: v.InferOutput<typeof DisplayIdSchema>;
  /** Nodes that this display cannot reach. */
  readonly avoid: readonly string[];
};
type Decided = { readonly answer: object; readonly line: AuditLine; readonly issued?: IssuedGrant };

/** What it may not show answers `not_found`, whatever the reason; the reason stands in the audit. */
async function decideOne(
  id: string,
  { kiosk, register, display, avoid }: Asked,
  { signer, fleet, clock }: DisplayParts,
): Promise<Decided> {
  const camera = v.parse(CameraIdSchema, id);
  const found = register.cameras.get(camera);
  const allowed = found && mayKioskShow(kiosk, found, { register, clock });
  const purpose = v.safeParse(ViewingPurposeSchema, kiosk.purpose);
  const detail = { purpose: kiosk.purpose, display, kiosk: kiosk.id };
  const line = { person: kiosk.owner, action: 'viewing_grant', object: camera } as const;
  if (allowed?.ok !== true || !purpose.success)
    return {
      answer: { ok: false, camera, code: 'not_found' },
      line: {
        ...line,
        outcome: 'denied',
        code: allowed?.ok === false ? allowed.error.code : 'camera_unknown',
        detail,
      },
    };
  const place = found && fleet()?.placeOf(found, { system: allowed.value, avoid });
  if (place === null)
    return {
      answer: { ok: false, camera, code: 'no_node' },
      line: { ...line, outcome: 'denied', code: 'no_node', detail },
    };
  const issued = await signer.issue({
    ...(place && { node: place.node }),
    person: kiosk.owner,
    kiosk: kiosk.id,
    camera,
    purpose: purpose.output,
    display,
    system: allowed.value,
    untilMs: kiosk.until,
  });
  return {
    answer: { ok: true, camera, token: issued.token, expiresAt: issued.expiresAtMs, ...(place && { place }) },
    line: { ...line, outcome: 'granted', detail: { ...detail, grant: issued.id, system: issued.system } },
    issued,
  };
}
