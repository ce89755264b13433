import { PushRequestSchema, pushLimitBytes, pushVersions } from '@truc/sync/protocol';
import { postRoute, type MountedRoute } from '../http/route.ts';
import { ingest, type IngestParts } from './ingest.ts';

/** `POST /api/sync/push`: one segment of operations in one transaction, from the device that wrote them. */
export function pushRoute(parts: IngestParts): MountedRoute {
  const body = { schema: PushRequestSchema, versions: pushVersions, limitBytes: pushLimitBytes };
  return postRoute({ path: '/api/sync/push', guard: 'device', body }, (call) =>
    ingest(
      {
        request: call.body,
        device: call.caller,
        receivedAt: call.receivedAt,
        address: call.request.ip,
      },
      parts,
    ),
  );
}
