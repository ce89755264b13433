import { failure, ok, type Failure, type Result } from '@truc/base';
import type { RoleAssignment } from '../account/role.ts';
import type { Camera, CameraSystem } from '../camera/camera.ts';
import type { Facility } from '../facility/facility.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type ViewLiveQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly camera: Camera;
  readonly facility: Facility;
  readonly settings: ProvinceSettings;
};

export type ViewLiveRefusal = Refusal | 'camera_not_in_service';

/**
 * May this person watch this camera live, and through which system (GL-01)? The facility's own system comes first; the
 * central one shows only what is connected to it; the IOC sees only what is connected to it, under its document.
 */
export function mayViewLive(question: ViewLiveQuestion): Result<CameraSystem, Failure<ViewLiveRefusal>> {
  if (question.camera.lifecycle !== 'in_service') return failure('camera_not_in_service');
  const subject = { facility: question.facility, post: null, owner: null };
  const byFacility = permits({ ...question, subject, action: 'view_live_facility' });
  const byCentral = permits({ ...question, subject, action: 'view_live_central' });
  if (!byFacility.ok && byFacility.error.code === 'forbidden') return byFacility;
  if (!byCentral.ok && byCentral.error.code === 'forbidden') return byCentral;
  if (byFacility.ok && byFacility.value !== 'ioc') return ok('FACILITY');
  if (byCentral.ok && byCentral.value !== 'ioc' && reachable(question.camera.national)) return ok('CENTRAL');
  if (byCentral.ok && byCentral.value === 'ioc' && reachable(question.camera.ioc)) return ok('CENTRAL');
  return byCentral.ok ? failure('not_permitted', 'QT-06') : byCentral;
}

/** A connection that is lost for the moment stays permitted: the tile then says why there is no picture. */
export function reachable(connection: Camera['national']): boolean {
  return connection === 'connected' || connection === 'lost';
}
