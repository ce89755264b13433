import type { Clock } from '@truc/base';
import { CameraNodesRequestSchema } from '@truc/media/signalling';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import type { SfuFleet } from '../media/nodes/sfu-fleet.ts';

export type CameraNodesParts = {
  readonly registers: RegisterCache;
  readonly fleet: () => SfuFleet | undefined;
  readonly clock: Clock;
};

/**
 * `POST /api/camera-nodes`: where the pictures of these cameras come from now, for a page whose way to a node is gone. It gives no
 * right to look and is asked every second while a node is away, so it leaves no line: the grant that follows does.
 */
export function cameraNodesRoute({ registers, fleet, clock }: CameraNodesParts): MountedRoute {
  const body = { schema: CameraNodesRequestSchema, versions: null, limitBytes: 8 * 1024 };
  return postRoute({ path: '/api/camera-nodes', guard: 'session', body }, async ({ caller, body: asked }) => {
    const register = await registers.current();
    const rights = rightsOf(register, caller.person, clock);
    const cameras = [...new Set(asked.cameras)].flatMap((id) => {
      const camera = register.cameras.get(id);
      const allowed = camera === undefined ? undefined : rights.mayView(camera);
      if (camera === undefined || allowed === undefined || !allowed.ok) return [];
      const place = fleet()?.placeOf(camera, { system: allowed.value, avoid: asked.avoid ?? [] });
      return place === undefined || place === null ? [] : [{ camera: id, place }];
    });
    return { cameras };
  });
}
