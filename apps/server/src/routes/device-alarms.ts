import type { Clock } from '@truc/base';
import {
  DeviceAlarmReportSchema,
  ExamineAlarmSchema,
  type DeviceAlarmReceipt,
  type DeviceAlarmsResponse,
} from '@truc/domain/api';
import type { Audit } from '../access/audit.ts';
import type { DeviceAlarms } from '../access/device-alarms.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';

export type DeviceAlarmParts = {
  readonly alarms: DeviceAlarms;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
};

/** Alarms of devices: told by the device itself; read and closed by whoever examines them. To everybody else they do not exist. */
export function deviceAlarmRoutes(parts: DeviceAlarmParts): readonly MountedRoute[] {
  const { alarms, audit } = parts;
  const told = { schema: DeviceAlarmReportSchema, versions: null, limitBytes: 128 * 1024 };
  const examined = { schema: ExamineAlarmSchema, versions: null, limitBytes: 16 * 1024 };
  return [
    postRoute({ path: '/api/device-alarms', guard: 'device', body: told }, async (call) => {
      const { dev } = call.caller;
      const kept = await alarms.report(dev, call.body);
      if (kept === null) return refuse('too_many_requests');
      const action = call.body.kind;
      if (kept.isNew) await audit.write([{ person: null, action, object: dev, outcome: 'granted' }]);
      return { examined: kept.examined } satisfies DeviceAlarmReceipt;
    }),
    getRoute({ path: '/api/device-alarms', guard: 'session' }, async ({ caller, request }) => {
      const line = {
        person: caller.person,
        action: 'read_alarms',
        object: null,
        address: request.ip,
      } as const;
      if (!(await mayExamine(caller.person, parts))) {
        await audit.write([{ ...line, outcome: 'denied', code: 'not_found' }]);
        return refuse('not_found');
      }
      await audit.write([{ ...line, outcome: 'granted' }]);
      return { alarms: [...(await alarms.list())] } satisfies DeviceAlarmsResponse;
    }),
    postRoute({ path: '/api/device-alarms/examined', guard: 'session', body: examined }, async (call) => {
      const { person } = call.caller;
      const { id, reason } = call.body;
      const line = { person, action: 'examine_alarm', address: call.request.ip } as const;
      const dev = (await mayExamine(person, parts)) ? await alarms.examine({ id, reason, by: person }) : null;
      if (dev === null) {
        await audit.write([
          { ...line, object: null, outcome: 'denied', code: 'not_found', detail: { alarm: id } },
        ]);
        return refuse('not_found');
      }
      await audit.write([{ ...line, object: dev, outcome: 'granted', detail: { alarm: id, reason } }]);
      return { alarms: [...(await alarms.list())] } satisfies DeviceAlarmsResponse;
    }),
  ];
}

async function mayExamine(person: string, { registers, clock }: DeviceAlarmParts): Promise<boolean> {
  return rightsOf(await registers.current(), person, clock).mayExamineAlarms();
}
