import type { IncomingHttpHeaders } from 'node:http';
import {
  laneHeader,
  PushRequestSchema,
  pushLimitBytes,
  pushVersions,
  urgentLaneLimits,
  type PushRequest,
} from '@truc/sync/protocol';
import { refuse } from '../http/refusal.ts';
import { postRoute, type Call, type Door, type MountedRoute } from '../http/route.ts';
import type { Lane } from '../log/admission.ts';
import type { Turns } from '../log/turns.ts';
import { ingest, type IngestParts } from './ingest.ts';

/** Octets of a body that is read whatever the crowd: an urgent segment with its envelope. */
const urgentBodyBytes = 2 * urgentLaneLimits.maxBytes;

/** `POST /api/sync/push`: one segment of operations in one transaction, from the device that wrote them. */
export function pushRoute(parts: IngestParts & { readonly turns: Turns }): MountedRoute {
  const body = { schema: PushRequestSchema, versions: pushVersions, limitBytes: pushLimitBytes };
  const door: Door<'device'> = ({ dev }, { headers }) => {
    const isUrgent = isMarkedUrgent(headers);
    if (isUrgent && Number(headers['content-length']) <= urgentBodyBytes) return () => undefined;
    const entry = parts.turns.knock(dev, isUrgent ? 'hurried' : 'bulk');
    return 'leave' in entry ? () => entry.leave() : refuse('too_many_requests', entry);
  };
  return postRoute({ path: '/api/sync/push', guard: 'device', body, door }, (call) =>
    ingest(
      {
        request: call.body,
        device: call.caller,
        receivedAt: call.receivedAt,
        address: call.request.ip,
        lane: laneOf(call),
      },
      parts,
    ),
  );
}

function isMarkedUrgent(headers: IncomingHttpHeaders): boolean {
  return headers[laneHeader] === 'urgent';
}

/** What calls itself urgent and is more than a few operations is the way to one that is: before others, not beside them. */
function laneOf({ body, request }: Call<'device', PushRequest>): Lane {
  if (body.lane === 'bulk' && !isMarkedUrgent(request.headers)) return 'bulk';
  return body.ops.length <= urgentLaneLimits.maxOps ? 'urgent' : 'hurried';
}
