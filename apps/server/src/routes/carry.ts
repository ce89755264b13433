import { protocolVersion, PushRequestSchema, pushLimitBytes } from '@truc/sync/protocol';
import type { Devices } from '../auth/devices.ts';
import { isRefusal, refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import type { Admission } from '../log/admission.ts';
import { ingest, type IngestParts } from './ingest.ts';

/** Told when the line is full. */
const busyRetryMs = 1_000;

export type CarryParts = IngestParts & {
  readonly admission: Admission;
  readonly devices: Pick<Devices, 'byId'>;
};

/**
 * `POST /api/sync/carry`: segments that a tablet wrote into a file, brought by a colleague's browser. Whoever brings them
 * proves nothing; the tablet's own signature does, so that one without is not taken (SE3).
 */
export function carryRoute(parts: CarryParts): MountedRoute {
  const body = { schema: PushRequestSchema, versions: [protocolVersion], limitBytes: pushLimitBytes };
  return postRoute({ path: '/api/sync/carry', guard: 'session', body }, async (call) => {
    const { body: request, caller, receivedAt } = call;
    const device = await parts.devices.byId(request.dev);
    if (device === null) return refuse('device_mismatch', { detail: 'sig' });
    const address = call.request.ip;
    const answer = await parts.admission.run({ dev: request.dev, lane: 'bulk' }, () =>
      ingest({ request, device, receivedAt, address, isCarried: true }, parts),
    );
    if (answer === undefined) return refuse('too_many_requests', { retryAfterMs: busyRetryMs });
    if (isRefusal(answer)) return answer;
    await parts.audit.write([
      {
        person: caller.person,
        action: 'carry_segment',
        object: request.dev,
        outcome: 'granted',
        address,
        detail: { inst: request.inst, from: request.from, operations: request.ops.length },
      },
    ]);
    return answer;
  });
}
