import { AcknowledgeCallsSchema } from '@truc/domain/api';
import type { Audit } from '../access/audit.ts';
import type { DutyCalls } from '../duty-calls/open-duty-calls.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';

export type DutyCallParts = {
  readonly calls: Pick<DutyCalls, 'read' | 'acknowledge'>;
  readonly audit: Audit;
};

/** `GET /api/duty-calls`, `POST …/acknowledge`: missed duties that call this person, and his word that he sees to them (GL-20, GL-23, GL-25). */
export function dutyCallRoutes({ calls, audit }: DutyCallParts): readonly MountedRoute[] {
  const body = { schema: AcknowledgeCallsSchema, versions: null, limitBytes: 64 * 1024 };
  return [
    getRoute({ path: '/api/duty-calls', guard: 'session' }, ({ caller }) => calls.read(caller.person)),
    postRoute({ path: '/api/duty-calls/acknowledge', guard: 'session', body }, async (call) => {
      const { person } = call.caller;
      const { keys } = call.body;
      const isTaken = await calls.acknowledge(person, keys);
      await audit.write(
        keys.map((object) => ({
          person,
          action: 'acknowledge_call' as const,
          object,
          address: call.request.ip,
          outcome: isTaken ? ('granted' as const) : ('denied' as const),
          ...(!isTaken && { code: 'not_permitted' }),
        })),
      );
      return isTaken ? calls.read(person) : refuse('not_found');
    }),
  ];
}
