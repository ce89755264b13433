import type { Clock } from '@truc/base';
import { describeCameras } from '../access/describe-me.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import { getRoute, type MountedRoute } from '../http/route.ts';

export type CamerasParts = { readonly registers: RegisterCache; readonly clock: Clock };

/** `GET /api/cameras`: those that this person may watch live, with their facilities. */
export function camerasRoute({ registers, clock }: CamerasParts): MountedRoute {
  return getRoute({ path: '/api/cameras', guard: 'session' }, async ({ caller }) => {
    const register = await registers.current();
    return describeCameras(register, rightsOf(register, caller.person, clock));
  });
}
