import { failure, type Clock, type Result } from '@truc/base';
import type { Camera, CameraSystem } from '@truc/domain/camera';
import { kioskStateOf, type Kiosk } from '@truc/domain/kiosk';
import { mayDriveKiosk, mayPairKiosk, mayRevokeKiosk, mayShowOnKiosk } from '@truc/domain/policy';
import { assignmentsOf, type Register } from '../access/register.ts';
import { facilityOf, type Rights } from '../access/rights.ts';

type Placed = Pick<Kiosk, 'owner' | 'post'>;

/** The domain's rules on kiosks asked about one person with the register of one moment. */
export type KioskDesk = {
  mayPair(post: string | null): boolean;
  mayDrive(kiosk: Placed): boolean;
  mayRevoke(kiosk: Placed): boolean;
};

export function kioskDeskOf(register: Register, { person, assignments }: Rights): KioskDesk {
  function ask(rule: typeof mayPairKiosk, { owner, post: id }: Placed): boolean {
    const post = id === null ? null : register.posts.get(id);
    if (post === undefined) return false;
    const at = post === null ? null : { post, facility: facilityOf(register, post) };
    return rule({ person, assignments, settings: register.settings, owner, at }).ok;
  }
  return {
    mayPair: (post) => ask(mayPairKiosk, { owner: person, post }),
    mayDrive: (kiosk) => ask(mayDriveKiosk, kiosk),
    mayRevoke: (kiosk) => ask(mayRevokeKiosk, kiosk),
  };
}

/** Whether this kiosk may show this camera now: asked anew for each grant, with the rights that its owner has then. */
export function mayKioskShow(
  kiosk: Kiosk,
  camera: Camera,
  { register, clock }: { readonly register: Register; readonly clock: Clock },
): Result<CameraSystem, { readonly code: string }> {
  const now = clock.now();
  if (kioskStateOf(kiosk, now) !== 'paired') return failure('not_permitted');
  const facility = register.facilities.get(camera.facility);
  if (facility === undefined) return failure('not_permitted');
  const { owner: person, cameras } = kiosk;
  const assignments = assignmentsOf(register, person, now);
  return mayShowOnKiosk({ person, assignments, camera, facility, settings: register.settings, cameras });
}

/** In the order in which its pairing names them. */
export function camerasOfKiosk(
  kiosk: Kiosk,
  at: { readonly register: Register; readonly clock: Clock },
): readonly Camera[] {
  return kiosk.cameras.flatMap((id) => {
    const camera = at.register.cameras.get(id);
    return camera !== undefined && mayKioskShow(kiosk, camera, at).ok ? [camera] : [];
  });
}
