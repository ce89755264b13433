import type { Clock } from '@truc/base';
import {
  EnrolRequestSchema,
  protocolVersion,
  type DeviceId,
  type EnrolRequest,
  type EnrolResponse,
} from '@truc/sync/protocol';
import type { Audit, AuditLine } from '../access/audit.ts';
import type { LostWrites } from '../access/lost-writes.ts';
import type { DeviceLogins } from '../access/device-logins.ts';
import { deviceCookie, type Device, type Devices, type Enrolment } from '../auth/devices.ts';
import { isUsableKey } from '../auth/installations.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { setDeviceCookie } from '../http/device-cookie.ts';
import { isRefusal, refuse, type Refusal } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import type { ServerKeys } from '../keys/server-keys.ts';

export type EnrolParts = {
  readonly devices: Devices;
  readonly logins: DeviceLogins;
  readonly keys: ServerKeys;
  readonly lost: LostWrites;
  readonly evidence: Pick<Evidence, 'verifierKey'>;
  readonly audit: Audit;
  readonly clock: Clock;
  /** Whether the cookie may be sent over https only. */
  readonly secure: boolean;
};

/** `POST /api/sync/enrol`: gives this browser its identity as a device, or the one it had, and the keys that it pins. */
export function enrolRoute(parts: EnrolParts): MountedRoute {
  const { devices, logins, keys, evidence, audit, clock, secure } = parts;
  const body = { schema: EnrolRequestSchema, versions: [protocolVersion], limitBytes: 4 * 1024 };
  return postRoute({ path: '/api/sync/enrol', guard: 'session', body }, async (call) => {
    const { person } = call.caller;
    if (call.body.key !== null && !isUsableKey(call.body.key))
      return refuse('unparseable', { detail: 'key' });
    const token = call.request.cookies[deviceCookie];
    const existing = token === undefined ? null : await devices.byToken(token);
    const enrolled =
      existing !== null && token !== undefined
        ? await again({ device: existing, token }, call.body, devices)
        : await withoutCookie(call.body, person, parts);
    if (isRefusal(enrolled)) return enrolled;
    const { dev, inst, reclaimed } = enrolled;
    await logins.record(dev, person);
    const action = reclaimed ? 'reclaim_device' : 'enrol_device';
    const line = { person, object: dev, outcome: 'granted' } as const;
    await audit.write([
      { ...line, action, detail: { inst } },
      ...(await missingLines(line, inst, parts.lost)),
    ]);
    setDeviceCookie(call.reply, enrolled.token, secure);
    const trust = { checkpoint: evidence.verifierKey, lease: keys.leaseKey, seal: keys.sealKey };
    const time = { recv: call.receivedAt, sent: clock.now() };
    return { v: protocolVersion, dev, inst, trust, time } satisfies EnrolResponse;
  });
}

/** A tablet that came back with an empty storage: what it had said that it holds, and never sent, is known from now on (SV16). */
async function missingLines(
  line: Pick<AuditLine, 'person' | 'outcome'> & { readonly object: DeviceId },
  inst: number,
  lost: LostWrites,
): Promise<readonly AuditLine[]> {
  if (inst === 1) return [];
  const ranges = await lost.of(line.object);
  return ranges.map((range) => ({
    ...line,
    action: 'lost_writes',
    detail: { inst: range.inst, from: range.from, to: range.to },
  }));
}

type Enrolled = Enrolment & { readonly reclaimed: boolean };

async function again(
  { device, token }: { readonly device: Device; readonly token: string },
  request: EnrolRequest,
  devices: Devices,
): Promise<Enrolled | Refusal> {
  const turnedAway = turnAway(device, request);
  if (turnedAway !== null) return turnedAway;
  const inst = await devices.enrolAgain(device.dev, request);
  return { dev: device.dev, inst, token, reclaimed: false };
}

async function withoutCookie(
  request: EnrolRequest,
  person: string,
  { devices, logins }: EnrolParts,
): Promise<Enrolled | Refusal> {
  const { known, key } = request;
  const claimed = known === null ? null : await devices.byId(known.dev);
  if (known !== null && claimed !== null && (await logins.amongThem(claimed.dev, [person])).has(person)) {
    const turnedAway = turnAway(claimed, request);
    if (turnedAway !== null) return turnedAway;
    const reclaimed = await devices.reclaim(known, key);
    if (reclaimed !== null) return { ...reclaimed, reclaimed: true };
  }
  return { ...(await devices.enrolNew(key)), reclaimed: false };
}

/** A storage that is empty gets its name even while an order stands: without one it could never say that it is empty (RV3). */
function turnAway({ blocked, wipeOrdered }: Device, { known }: EnrolRequest): Refusal | null {
  if (blocked) return refuse('device_blocked');
  return wipeOrdered && known !== null ? refuse('wipe_ordered') : null;
}
