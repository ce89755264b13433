import { protocolVersion, PullRequestSchema } from '@truc/sync/protocol';
import { deviceCookie, type Devices } from '../auth/devices.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import { pullFor, type PullForParts } from './pull-for.ts';

export type PullParts = PullForParts & { readonly devices: Pick<Devices, 'byToken'> };

/** A thousand cursors of some 160 octets. */
const pullLimitBytes = 256 * 1024;

/** `POST /api/sync/pull`: what was appended after each cursor, to scopes that this person may read now. */
export function pullRoute(parts: PullParts): MountedRoute {
  const body = { schema: PullRequestSchema, versions: [protocolVersion], limitBytes: pullLimitBytes };
  return postRoute({ path: '/api/sync/pull', guard: 'session', body }, async (call) => {
    const token = call.request.cookies[deviceCookie];
    const device = token === undefined ? null : await parts.devices.byToken(token);
    if (device?.wipeOrdered === true) return refuse('wipe_ordered');
    if (device?.blocked === true) return refuse('device_blocked');
    const puller = { person: call.caller.person, dev: device?.dev ?? null, address: call.request.ip };
    return pullFor({ puller, request: call.body, receivedAt: call.receivedAt }, parts);
  });
}
