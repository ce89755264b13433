import type { Clock } from '@truc/base';
import { EnrolRequestSchema, protocolVersion, type EnrolResponse } from '@truc/sync/protocol';
import type { Audit } from '../access/audit.ts';
import type { DeviceLogins } from '../access/device-logins.ts';
import { deviceCookie, deviceCookieSeconds, type Devices } from '../auth/devices.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';

export type EnrolParts = {
  readonly devices: Devices;
  readonly logins: DeviceLogins;
  readonly audit: Audit;
  readonly clock: Clock;
  /** Whether the cookie may be sent over https only. */
  readonly secure: boolean;
};

/** `POST /api/sync/enrol`: gives this browser its identity as a device, or the one it had. */
export function enrolRoute({ devices, logins, audit, clock, secure }: EnrolParts): MountedRoute {
  const body = { schema: EnrolRequestSchema, versions: [protocolVersion], limitBytes: 4 * 1024 };
  return postRoute({ path: '/api/sync/enrol', guard: 'session', body }, async (call) => {
    const token = call.request.cookies[deviceCookie];
    const { known } = call.body;
    const existing = token === undefined ? null : await devices.byToken(token);
    if (existing?.blocked === true) return refuse('device_blocked');
    const claimed = existing === null && known !== null ? await devices.byId(known.dev) : null;
    const signedInThere =
      claimed !== null && (await logins.amongThem(claimed.dev, [call.caller.person])).has(call.caller.person);
    if (signedInThere && claimed.blocked) return refuse('device_blocked');
    const reclaimed = signedInThere && known !== null ? await devices.reclaim(known) : null;
    const { dev, inst, token: given } = reclaimed ?? (await devices.enrol(token, known));
    await logins.record(dev, call.caller.person);
    await audit.write([
      {
        person: call.caller.person,
        action: reclaimed === null ? 'enrol_device' : 'reclaim_device',
        object: dev,
        outcome: 'granted',
        detail: { inst },
      },
    ]);
    void call.reply.setCookie(deviceCookie, given, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure,
      maxAge: deviceCookieSeconds,
    });
    const time = { recv: call.receivedAt, sent: clock.now() };
    return { v: protocolVersion, dev, inst, trust: null, time } satisfies EnrolResponse;
  });
}
