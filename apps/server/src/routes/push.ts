import {
  PushRequestSchema,
  pushLimitBytes,
  pushVersions,
  type Outcome,
  type ScopeHead,
} from '@truc/sync/protocol';
import { acceptPush, type PushPorts } from '@truc/sync/server';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import type { Admission } from '../log/admission.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export type PushParts = {
  readonly ports: PushPorts;
  readonly admission: Admission;
  readonly metrics: Metrics;
  /** Tells watching sockets that there is something to pull. */
  readonly poke: (heads: readonly ScopeHead[]) => void;
};

/** What a device waits before it comes again to a server that is busy. */
const busyRetryMs = 1_000;

/** `POST /api/sync/push`: one segment of operations in one transaction. Answers only after the commit. */
export function pushRoute({ ports, admission, metrics, poke }: PushParts): MountedRoute {
  const body = { schema: PushRequestSchema, versions: pushVersions, limitBytes: pushLimitBytes };
  return postRoute({ path: '/api/sync/push', guard: 'device', body }, async (call) => {
    if (call.caller.blocked) return refuse('device_blocked');
    if (call.body.dev !== call.caller.dev) return refuse('device_mismatch');
    const push = { request: call.body, device: call.caller.dev, receivedAt: call.receivedAt };
    const answer = await admission.run(() => acceptPush(push, ports));
    if (answer === undefined) return refuse('too_many_requests', { retryAfterMs: busyRetryMs });
    if (!answer.ok) return { refused: answer.error };
    countOutcomes(answer.value.outcomes, metrics);
    poke(answer.value.heads);
    return answer.value;
  });
}

function countOutcomes(outcomes: readonly Outcome[], metrics: Metrics): void {
  const counts = new Map<string, number>();
  for (const { status } of outcomes) counts.set(status, (counts.get(status) ?? 0) + 1);
  for (const [status, count] of counts) metrics.operations.inc({ status }, count);
}
