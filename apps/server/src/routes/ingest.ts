import type { DeviceId, Outcome, PushRequest, PushResponse, ScopeHead } from '@truc/sync/protocol';
import { acceptPush, type PushPorts } from '@truc/sync/server';
import type { Audit } from '../access/audit.ts';
import type { BlockedLetters } from '../access/blocked-letters.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export type IngestParts = {
  readonly ports: PushPorts;
  readonly metrics: Metrics;
  readonly letters: BlockedLetters;
  readonly audit: Audit;
  /** Tells watching sockets that there is something to pull. */
  readonly poke: (heads: readonly ScopeHead[]) => void;
};

export type Incoming = {
  readonly request: PushRequest;
  readonly device: { readonly dev: DeviceId; readonly blocked: boolean; readonly wipeOrdered: boolean };
  readonly receivedAt: number;
  readonly address: string;
  /** Brought by somebody else than the device. */
  readonly isCarried?: boolean;
};

/** Takes one segment, whoever brought it. Answers only after the commit. */
export async function ingest(
  { request, device, receivedAt, address, isCarried = false }: Incoming,
  parts: IngestParts,
): Promise<PushResponse | Refusal> {
  if (request.dev !== device.dev) return refuse('device_mismatch');
  if (device.blocked && !isCarried) return keepLetter({ request, address }, parts);
  // Nothing that could be read there is asked of a device that is to be emptied; what is sealed is still delivered.
  if (device.wipeOrdered && request.ops.some((op) => !('sealed' in op))) return refuse('wipe_ordered');
  const push = { request, device: device.dev, receivedAt, isCarried };
  const answer = await acceptPush(push, parts.ports);
  if (!answer.ok) return { refused: answer.error };
  countOutcomes(answer.value.outcomes, parts.metrics);
  parts.poke(answer.value.heads);
  return answer.value;
}

/** A blocked device is believed in nothing; its octets are kept all the same, and somebody is told (SV15). */
async function keepLetter(
  { request, address }: Pick<Incoming, 'request' | 'address'>,
  { letters, audit, metrics }: IngestParts,
): Promise<Refusal> {
  const { dev, inst, from, ops } = request;
  const kept = await letters.keep(dev, Buffer.from(JSON.stringify(request)));
  metrics.blockedPushes.inc({ letter: kept });
  if (kept === 'kept')
    await audit.write([
      {
        person: null,
        action: 'blocked_push',
        object: dev,
        outcome: 'denied',
        code: 'device_blocked',
        address,
        detail: { inst, from, operations: ops.length },
      },
    ]);
  return refuse('device_blocked');
}

function countOutcomes(outcomes: readonly Outcome[], metrics: Metrics): void {
  const counts = new Map<string, number>();
  for (const { status } of outcomes) counts.set(status, (counts.get(status) ?? 0) + 1);
  for (const [status, count] of counts) metrics.operations.inc({ status }, count);
}
