/** Devices that are looked after and works on them, as one person may see them. */
import type { MaintainedDeviceView, MaintenanceResponse, WorkView } from '@truc/domain/api';
import type { Faults } from '@truc/domain/fault-log';
import {
  checkDueOf,
  clashesOf,
  DeviceCheckFactSchema,
  evolveWork,
  WorkActSchema,
  type MaintainedDevice,
  type PlannedWork,
  type Template,
  type Work,
  type ZoneClash,
} from '@truc/domain/maintenance';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import * as v from 'valibot';
import { commandDecider } from '../access/command-decider.ts';
import { faultScope } from '../access/rights.ts';
import type { Tables } from '../database/tables.ts';
import { keptState } from '../log/kept-state.ts';
import { loadDevices } from './device-register.ts';
import type { DossierAct } from './dossier-store.ts';
import { nameOf, type Desk, type DeskParts } from './inspection-desk.ts';

export type MaintenanceParts = DeskParts & { readonly pool: pg.Pool; readonly query: Kysely<Tables> };

const WorkFactSchema = v.pipe(v.string(), v.parseJson(), WorkActSchema);
const CheckFactSchema = v.pipe(v.string(), v.parseJson(), DeviceCheckFactSchema);

export function foldWork(acts: readonly DossierAct[]): Work | null {
  return acts.reduce<Work | null>(
    (work, { fact, by, at }) => evolveWork(work, v.parse(WorkFactSchema, fact), { by, at }),
    null,
  );
}

export async function listMaintenance(desk: Desk, parts: MaintenanceParts): Promise<MaintenanceResponse> {
  const { register, rights, now } = desk;
  const facilities = [...register.facilities.values()].filter(({ id }) =>
    rights.mayAt(id, 'read_maintenance'),
  );
  const open = new Set(facilities.map(({ id }) => id));
  const [{ devices, templates }, checks, works] = await Promise.all([
    loadDevices(parts.query, register),
    parts.dossiers.newest('device_check'),
    openWorks(parts),
  ]);
  const seen = works.filter(({ work }) => open.has(work.proposal.facility));
  return {
    now,
    facilities: facilities.map(({ id, name }) => ({
      id,
      name,
      maintains: rights.mayAt(id, 'maintain_devices'),
    })),
    devices: devices
      .filter(({ facility }) => open.has(facility))
      .map((device) => describeDevice(device, { desk, templates, check: checks.get(device.id) })),
    works: await Promise.all(seen.map((one) => describeWork(one, { desk, works, devices, parts }))),
  };
}

type DeviceFacts = {
  readonly desk: Desk;
  readonly templates: readonly Template[];
  readonly check: DossierAct | undefined;
};

function describeDevice(
  device: MaintainedDevice,
  { desk: { register, now }, templates, check }: DeviceFacts,
): MaintainedDeviceView {
  const { template, dueAt, isOverdue } = checkDueOf(device, { templates, last: check?.at ?? null, now });
  const last = check === undefined ? null : { ...v.parse(CheckFactSchema, check.fact), ...check };
  return {
    ...device,
    zone: device.kind === 'camera' ? (register.cameras.get(device.id)?.zone ?? null) : null,
    template: template === null ? null : { ...template, steps: [...template.steps] },
    last:
      last === null
        ? null
        : {
            by: last.by,
            name: nameOf(register, last.by),
            at: last.at,
            steps: last.steps,
            answers: last.answers,
            note: last.note,
          },
    dueAt,
    isOverdue,
  };
}

export type NamedWork = { readonly id: string; readonly work: Work };

export async function openWorks({ dossiers }: Pick<DeskParts, 'dossiers'>): Promise<readonly NamedWork[]> {
  return [...(await dossiers.recent('work'))].flatMap(([id, acts]) => {
    const work = foldWork(acts);
    return work === null ? [] : [{ id, work }];
  });
}

type WorkFacts = {
  readonly desk: Desk;
  readonly works: readonly NamedWork[];
  readonly devices: readonly MaintainedDevice[];
  readonly parts: Pick<MaintenanceParts, 'pool'>;
};

async function describeWork(one: NamedWork, { desk, works, devices, parts }: WorkFacts): Promise<WorkView> {
  const { register, rights } = desk;
  const { id, work } = one;
  const { state, proposal, decision, end } = work;
  const { by, at, facility, kind, reason, from, to, substitute } = proposal;
  const names = new Map(devices.map((device) => [device.id, device.name]));
  const isOver = state !== 'proposed' && state !== 'approved';
  return {
    id,
    by,
    name: nameOf(register, by),
    at,
    facility,
    facilityName: register.facilities.get(facility)?.name ?? facility,
    state,
    kind,
    devices: proposal.devices.map((device) => ({ id: device, name: names.get(device) ?? device })),
    reason,
    from,
    to,
    substitute,
    clashes: isOver ? [] : [...(await clashesAt({ ...proposal, except: id }, { desk, works, parts }))],
    decision:
      decision === null
        ? null
        : {
            by: decision.by,
            name: nameOf(register, decision.by),
            at: decision.at,
            verdict: decision.verdict,
            paper: decision.paper,
            reason: decision.reason,
            clash: decision.clash,
          },
    end:
      end === null
        ? null
        : {
            by: end.by,
            name: nameOf(register, end.by),
            at: end.at,
            isDone: end.isDone,
            result: end.result,
          },
    mayDecide: state === 'proposed' && by !== rights.person && rights.mayAt(facility, 'decide_maintenance'),
    mayFinish: state === 'approved' && rights.mayAt(facility, 'maintain_devices'),
  };
}

/** `except`: the work itself. */
export type ClashQuestion = PlannedWork & { readonly facility: string; readonly except: string | null };

/** KH-22: what else of the same zones is away then, or out of order now. */
export async function clashesAt(
  { facility, except, ...work }: ClashQuestion,
  { desk, works, parts }: Pick<WorkFacts, 'desk' | 'works' | 'parts'>,
): Promise<readonly ZoneClash[]> {
  const others = works
    .filter(({ id, work: { state } }) => id !== except && (state === 'proposed' || state === 'approved'))
    .map((other) => other.work.proposal);
  const cameras = [...desk.register.cameras.values()].filter((camera) => camera.facility === facility);
  return clashesOf(work, { cameras, others, out: await camerasOut(facility, parts.pool) });
}

async function camerasOut(facility: string, pool: pg.Pool): Promise<ReadonlySet<string>> {
  const faults = ((await keptState(faultScope(facility), pool, commandDecider)) ?? {}) as unknown as Faults;
  return new Set(
    Object.values(faults).flatMap(({ status, report }) =>
      status !== 'closed' && status !== 'restored' && report?.asset.kind === 'camera'
        ? [report.asset.id]
        : [],
    ),
  );
}
