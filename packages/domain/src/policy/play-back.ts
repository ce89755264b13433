import { failure, ok, type Failure, type Result } from '@truc/base';
import type { CameraSystem } from '../camera/camera.ts';
import { permits } from './permits.ts';
import { reachable, type ViewLiveQuestion, type ViewLiveRefusal } from './view-live.ts';

/**
 * May this person watch what was recorded of this camera, and through which system (GL-01, GL-07)? A camera that is switched
 * off has recordings still. The central system shows what is connected to it; the IOC needs its document and its connection.
 */
export function mayPlayBack(question: ViewLiveQuestion): Result<CameraSystem, Failure<ViewLiveRefusal>> {
  const { camera, facility } = question;
  if (camera.lifecycle !== 'in_service' && camera.lifecycle !== 'switched_off')
    return failure('camera_not_in_service');
  const subject = { facility, post: null, owner: null };
  const allowed = permits({ ...question, subject, action: 'play_back' });
  if (!allowed.ok) return allowed;
  if (allowed.value === 'facility_manager' || allowed.value === 'facility_watch') return ok('FACILITY');
  const connection = allowed.value === 'ioc' ? camera.ioc : camera.national;
  return reachable(connection) ? ok('CENTRAL') : failure('not_permitted', 'QT-06');
}
