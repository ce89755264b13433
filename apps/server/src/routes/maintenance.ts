import { ok, type Failure } from '@truc/base';
import {
  AskClashesSchema,
  CheckDeviceSchema,
  MaintainSchema,
  type CheckDevice,
  type Maintain,
  type MaintainAnswer,
} from '@truc/domain/api';
import {
  decideCheck,
  decideWork,
  templateFor,
  type MaintenanceRefusal,
  type WorkAct,
} from '@truc/domain/maintenance';
import { dayOf } from '@truc/domain/shift';
import type { Audit } from '../access/audit.ts';
import { loadDevices } from '../dossiers/device-register.ts';
import { openDesk } from '../dossiers/inspection-desk.ts';
import {
  clashesAt,
  foldWork,
  listMaintenance,
  openWorks,
  type MaintenanceParts as DeskParts,
} from '../dossiers/maintenance-desk.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';

export type MaintenanceParts = DeskParts & { readonly audit: Audit };

/** `GET /api/maintenance`, `POST /api/maintenance/act`, `…/check`, `…/clashes` (KH-17, KH-20, KH-21, KH-22). */
export function maintenanceRoutes(parts: MaintenanceParts): readonly MountedRoute[] {
  const act = { schema: MaintainSchema, versions: null, limitBytes: 32 * 1024 };
  const check = { schema: CheckDeviceSchema, versions: null, limitBytes: 16 * 1024 };
  const clashes = { schema: AskClashesSchema, versions: null, limitBytes: 8 * 1024 };
  return [
    getRoute({ path: '/api/maintenance', guard: 'session' }, async ({ caller }) =>
      listMaintenance(await openDesk(caller.person, parts), parts),
    ),
    postRoute({ path: '/api/maintenance/clashes', guard: 'session', body: clashes }, async (call) => {
      const desk = await openDesk(call.caller.person, parts);
      const { facility } = call.body;
      if (!desk.rights.mayAt(facility, 'maintain_devices'))
        return turnDown({ person: call.caller.person, address: call.request.ip, object: facility }, parts);
      const works = await openWorks(parts);
      return { clashes: await clashesAt({ ...call.body, except: null }, { desk, works, parts }) };
    }),
    postRoute({ path: '/api/maintenance/check', guard: 'session', body: check }, async (call) =>
      checkDevice(call.body, { person: call.caller.person, address: call.request.ip }, parts),
    ),
    postRoute({ path: '/api/maintenance/act', guard: 'session', body: act }, async (call) =>
      maintain(call.body, { person: call.caller.person, address: call.request.ip }, parts),
    ),
  ];
}

type Asker = { readonly person: string; readonly address: string };

async function checkDevice(
  { id, check }: CheckDevice,
  asker: Asker,
  parts: MaintenanceParts,
): Promise<MaintainAnswer | Refusal> {
  const { register, rights, now } = await openDesk(asker.person, parts);
  const { devices, templates } = await loadDevices(parts.query, register);
  const device = devices.find((one) => one.id === check.device);
  const where = { ...asker, object: check.device };
  if (device === undefined || !rights.mayAt(device.facility, 'maintain_devices'))
    return turnDown(where, parts);
  const decided = decideCheck(check, templateFor(device, templates));
  if (!decided.ok) return refused(decided.error);
  const { facility } = device;
  const place = { id, kind: 'device_check', dossier: device.id, by: asker.person, at: now } as const;
  await parts.dossiers.append(place, () =>
    Promise.resolve(ok({ facility, fact: JSON.stringify(decided.value) })),
  );
  return saved({ ...where, act: 'check' }, parts);
}

async function maintain(
  { work: dossier, id, act }: Maintain,
  asker: Asker,
  parts: MaintenanceParts,
): Promise<MaintainAnswer | Refusal> {
  const desk = await openDesk(asker.person, parts);
  const before = foldWork(await parts.dossiers.of('work', dossier));
  const facility = before?.proposal.facility ?? (act.type === 'propose' ? act.facility : null);
  const where = { ...asker, object: dossier };
  if (facility === null || !desk.rights.mayAt(facility, actionOf(act))) return turnDown(where, parts);
  const { devices } = await loadDevices(parts.query, desk.register);
  const known = new Set(devices.filter((one) => one.facility === facility).map((one) => one.id));
  const planned = before?.proposal ?? (act.type === 'propose' ? act : { devices: [], from: null, to: null });
  const works = await openWorks(parts);
  const meta = {
    by: asker.person,
    at: desk.now,
    today: dayOf(desk.now),
    isKnown: (device: string) => known.has(device),
    clashes: await clashesAt({ ...planned, facility, except: dossier }, { desk, works, parts }),
  };
  const place = { id, kind: 'work', dossier, by: asker.person, at: desk.now } as const;
  const answer = await parts.dossiers.append(place, (acts) => {
    const decided = decideWork(foldWork(acts), act, meta);
    return Promise.resolve(decided.ok ? ok({ facility, fact: JSON.stringify(decided.value) }) : decided);
  });
  return answer.ok ? saved({ ...where, act: act.type }, parts) : refused(answer.error);
}

function actionOf({ type }: WorkAct) {
  return type === 'decide' ? ('decide_maintenance' as const) : ('maintain_devices' as const);
}

function refused({ code, detail }: Failure<MaintenanceRefusal>): MaintainAnswer {
  return { outcome: 'refused', code, clause: detail ?? '' };
}

type Where = Asker & { readonly object: string };

async function saved(
  { act, ...where }: Where & { readonly act: string },
  { audit }: MaintenanceParts,
): Promise<MaintainAnswer> {
  await audit.write([{ ...where, action: 'maintain', outcome: 'granted', detail: { act } }]);
  return { outcome: 'saved' };
}

async function turnDown(where: Where, { audit }: MaintenanceParts): Promise<Refusal> {
  await audit.write([{ ...where, action: 'maintain', outcome: 'denied', code: 'not_permitted' }]);
  return refuse('not_found');
}
