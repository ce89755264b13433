import type { Clock } from '@truc/base';
import { PushSubscriptionSchema, type PushKeyResponse } from '@truc/domain/api';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { facilityScope, rightsOf } from '../access/rights.ts';
import { isEverCalled } from '../duty-calls/who-is-called.ts';
import { isPushService } from '../cases/push-origins.ts';
import type { SubscriptionStore } from '../cases/subscription-store.ts';
import type { VapidKeys } from '../cases/vapid-keys.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';

export type PushSubscriptionParts = {
  readonly subscriptions: SubscriptionStore;
  readonly vapid: VapidKeys;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly config: { readonly pushServices: readonly string[] };
};

/** `GET /api/push`, `POST /api/push`: a browser of somebody whom violations, missed duties or waiting decisions call asks to be called without a page (GL-21). */
export function pushSubscriptionRoutes(parts: PushSubscriptionParts): readonly MountedRoute[] {
  const body = { schema: PushSubscriptionSchema, versions: null, limitBytes: 4 * 1024 };
  return [
    getRoute({ path: '/api/push', guard: 'session' }, async ({ caller }) =>
      (await isCalled(caller.person, parts))
        ? ({ key: parts.vapid.publicKey } satisfies PushKeyResponse)
        : refuse('not_found'),
    ),
    postRoute({ path: '/api/push', guard: 'session', body }, async (call) => {
      const { person, id: session } = call.caller;
      const { origin: object } = new URL(call.body.endpoint);
      const line = { person, action: 'subscribe_push', object, address: call.request.ip } as const;
      const isAllowed =
        isPushService(call.body.endpoint, parts.config.pushServices) && (await isCalled(person, parts));
      if (!isAllowed) {
        await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
        return refuse('not_found');
      }
      await parts.subscriptions.keep({ ...call.body, person, session });
      await parts.audit.write([{ ...line, outcome: 'granted' }]);
      return {};
    }),
  ];
}

async function isCalled(person: string, { registers, clock }: PushSubscriptionParts): Promise<boolean> {
  const register = await registers.current();
  const rights = rightsOf(register, person, clock);
  if (isEverCalled(rights, register)) return true;
  return [...register.facilities.values()].some(
    (facility) =>
      rights.mayInIncident(facilityScope(facility), 'handle_violation') ||
      rights.mayInIncident(facilityScope(facility), 'oversee_violation'),
  );
}
