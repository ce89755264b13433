import {
  laneHeader,
  PushRequestSchema,
  pushLimitBytes,
  pushVersions,
  urgentLaneLimits,
} from '@truc/sync/protocol';
import type { FastifyRequest } from 'fastify';
import { refuse } from '../http/refusal.ts';
import { postRoute, type Door, type Gate, type MountedRoute } from '../http/route.ts';
import type { Admission, Lane } from '../log/admission.ts';
import type { Turns } from '../log/turns.ts';
import { ingest, type IngestParts } from './ingest.ts';

/** Octets of a body that is let in whatever the crowd: an urgent segment with its envelope. */
const urgentBodyBytes = 2 * urgentLaneLimits.maxBytes;
/** Told when a line is full although there are turns: many small pushes at once. */
const busyRetryMs = 1_000;

export type PushParts = IngestParts & { readonly admission: Admission; readonly turns: Turns };

/** `POST /api/sync/push`: one segment of operations in one transaction, from the device that wrote them. */
export function pushRoute(parts: PushParts): MountedRoute {
  const { admission, turns } = parts;
  const body = { schema: PushRequestSchema, versions: pushVersions, limitBytes: pushLimitBytes };
  const door: Door<'device'> = ({ dev }, request) => {
    const lane = laneOf(request);
    if (lane === 'urgent') return () => undefined;
    const entry = turns.knock(dev, lane);
    return 'leave' in entry ? () => entry.leave() : refuse('too_many_requests', entry);
  };
  const gate: Gate<'device'> = async ({ dev }, request, work) => {
    const answer = await admission.run({ dev, lane: laneOf(request) }, async () => ({
      answer: await work(),
    }));
    return answer === undefined ? refuse('too_many_requests', { retryAfterMs: busyRetryMs }) : answer.answer;
  };
  return postRoute({ path: '/api/sync/push', guard: 'device', body, door, gate }, (call) =>
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

/**
 * Told before the body is read, by header and length. What calls itself urgent and is more than a few operations is the way to
 * one that is: before others, not beside them.
 */
function laneOf({ headers }: FastifyRequest): Lane {
  if (headers[laneHeader] !== 'urgent') return 'bulk';
  return Number(headers['content-length']) <= urgentBodyBytes ? 'urgent' : 'hurried';
}
