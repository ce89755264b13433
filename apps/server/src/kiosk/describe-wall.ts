import type { Clock } from '@truc/base';
import type { DrivableWall, WallNow } from '@truc/domain/api';
import type { Kiosk } from '@truc/domain/kiosk';
import { firstWallState, holderOf, type DrivenWall } from '@truc/domain/watch';
import type { Register } from '../access/register.ts';
import type { Rights } from '../access/rights.ts';
import { camerasOfKiosk } from './kiosk-rights.ts';
import type { OwnWall, SaidShown } from './wall-presence.ts';

type At = { readonly register: Register; readonly clock: Clock };

/** What a kiosk shows before anybody has driven it follows from what it may show. */
export function undrivenKiosk(kiosk: Kiosk, at: At): DrivenWall {
  return { version: 0, state: firstWallState(camerasOfKiosk(kiosk, at).map(({ id }) => id)), driver: null };
}

/** `reader`: null for the wall itself. Cameras that may not be shown leave their tiles empty. */
export function describeNow(
  wall: DrivenWall,
  { register, clock }: At,
  { reader, shows }: { readonly reader: string | null; readonly shows: (camera: string) => boolean },
): WallNow {
  const driver = holderOf(wall, clock.now());
  const cameras = wall.state.cameras.map((camera) => (camera !== null && shows(camera) ? camera : null));
  return {
    version: wall.version,
    state: { ...wall.state, cameras },
    driver:
      driver === null
        ? null
        : {
            name: register.people.get(driver.person)?.name ?? driver.person,
            mine: driver.person === reader,
            at: driver.at,
          },
  };
}

type Known = { readonly driven: DrivenWall | null; readonly shown: SaidShown | null };

/** Of what a kiosk may show, whoever drives it puts on it what he may watch himself. */
export function describeKioskWall(
  kiosk: Kiosk,
  known: Known,
  at: At & { readonly rights: Rights },
): DrivableWall {
  const cameras = camerasOfKiosk(kiosk, at)
    .filter((camera) => at.rights.mayView(camera).ok)
    .map(({ id }) => id);
  const { id, name, place, post } = kiosk;
  const wall = known.driven ?? undrivenKiosk(kiosk, at);
  const shows = (camera: string) => cameras.includes(camera);
  return {
    id,
    kind: 'kiosk',
    name,
    place,
    post,
    cameras,
    wall: describeNow(wall, at, { reader: at.rights.person, shows }),
    shown: known.shown,
  };
}

export function describeOwnWall(
  own: OwnWall,
  driven: DrivenWall | null,
  at: At & { readonly rights: Rights },
): DrivableWall {
  const cameras = [...at.register.cameras.values()]
    .filter((camera) => at.rights.mayView(camera).ok)
    .map(({ id }) => id);
  const { wall: id, name, state, shown } = own;
  // It says itself what stands on it, once it has followed: somebody may have changed it there since.
  const hasFollowed = driven === null || shown.version >= driven.version;
  const now =
    driven === null ? { version: 0, state, driver: null } : { ...driven, ...(hasFollowed && { state }) };
  const shows = (camera: string) => cameras.includes(camera);
  const wall = describeNow(now, at, { reader: at.rights.person, shows });
  return { id, kind: 'own', name, place: '', post: null, cameras, wall, shown };
}
