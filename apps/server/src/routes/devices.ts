import type { Clock } from '@truc/base';
import { DeviceOrderSchema, type DeviceOrder, type DevicesResponse } from '@truc/domain/api';
import type { DeviceId } from '@truc/sync/protocol';
import type { Audit, AuditAction } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import type { DeviceOrders } from '../auth/device-orders.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';

export type DeviceRouteParts = {
  readonly orders: DeviceOrders;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  /** Hints to what these people have open to look again at once. */
  readonly tell: (people: readonly string[]) => void;
};

/** `GET /api/devices` and `POST /api/devices/order`: for whoever manages devices; to everybody else they do not exist. */
export function deviceRoutes(parts: DeviceRouteParts): readonly MountedRoute[] {
  const body = { schema: DeviceOrderSchema, versions: null, limitBytes: 4 * 1024 };
  return [
    getRoute({ path: '/api/devices', guard: 'session' }, async ({ caller }) => {
      if (!(await mayManage(caller.person, parts))) return refuse('not_found');
      return { devices: [...(await parts.orders.list())] } satisfies DevicesResponse;
    }),
    postRoute({ path: '/api/devices/order', guard: 'session', body }, async (call) => {
      const { person } = call.caller;
      const device = call.body.dev as DeviceId;
      const line = { person, action: actions[call.body.order], object: device, address: call.request.ip };
      const isKnown = (await parts.orders.find(device)) !== null;
      if (!(await mayManage(person, parts)) || !isKnown) {
        await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_found' }]);
        return refuse('not_found');
      }
      // Written down before it is done: an order of which nothing is known must not be carried out.
      const detail = { order: call.body.order, reason: call.body.reason };
      await parts.audit.write([{ ...line, outcome: 'granted', detail }]);
      await carryOut(call.body, person, parts.orders);
      parts.tell(await parts.orders.peopleOf(device));
      return (await parts.orders.find(device)) ?? refuse('not_found');
    }),
  ];
}

const actions: Readonly<Record<DeviceOrder['order'], AuditAction>> = {
  wipe: 'order_wipe',
  block: 'block_device',
  unblock: 'block_device',
};

async function carryOut(
  { dev, order, reason }: DeviceOrder,
  by: string,
  orders: DeviceOrders,
): Promise<void> {
  const device = dev as DeviceId;
  if (order === 'wipe') return orders.orderWipe({ dev: device, by, reason });
  return orders.block(device, order === 'block');
}

async function mayManage(person: string, { registers, clock }: DeviceRouteParts): Promise<boolean> {
  return rightsOf(await registers.current(), person, clock).mayManageDevices();
}
