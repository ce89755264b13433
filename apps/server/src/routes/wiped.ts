import type { Clock } from '@truc/base';
import { protocolVersion, WipedRequestSchema, type WipedResponse } from '@truc/sync/protocol';
import type { Audit } from '../access/audit.ts';
import type { DeviceOrders } from '../auth/device-orders.ts';
import type { Devices } from '../auth/devices.ts';
import { setDeviceCookie } from '../http/device-cookie.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';

export type WipedParts = {
  readonly orders: Pick<DeviceOrders, 'wiped'>;
  readonly devices: Pick<Devices, 'giveToken'>;
  readonly audit: Audit;
  readonly clock: Clock;
  /** Whether the cookie may be sent over https only. */
  readonly secure: boolean;
};

/** `POST /api/sync/wiped`: a device says that nothing readable is left on it. What it sealed is still taken. */
export function wipedRoute({ orders, devices, audit, clock, secure }: WipedParts): MountedRoute {
  const body = { schema: WipedRequestSchema, versions: [protocolVersion], limitBytes: 4 * 1024 };
  return postRoute({ path: '/api/sync/wiped', guard: 'device', body }, async (call) => {
    const { dev, inst, unsent } = call.body;
    if (dev !== call.caller.dev) return refuse('device_mismatch');
    if (await orders.wiped({ dev, inst, unsent }))
      await audit.write([
        { person: null, action: 'wipe_done', object: dev, outcome: 'granted', detail: { inst, unsent } },
      ]);
    // Its name from now on: a copy of it that still bears the old one was not emptied, and is told so.
    if (call.caller.wipeOrdered) setDeviceCookie(call.reply, await devices.giveToken(dev), secure);
    // Pictures and pages that the browser kept by itself; never its storage, where sealed operations wait.
    void call.reply.header('clear-site-data', '"cache"');
    const time = { recv: call.receivedAt, sent: Math.round(clock.now()) };
    return { v: protocolVersion, time } satisfies WipedResponse;
  });
}
