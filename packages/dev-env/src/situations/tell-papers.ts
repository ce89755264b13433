import { ok, type Failure, type Result } from '@truc/base';
import * as focalList from '@truc/domain/focal-list';
import type { FocalListAct } from '@truc/domain/focal-list';
import {
  decide as decideExport,
  evolve as evolveExport,
  ExportFactSchema,
  type FootageExport,
} from '@truc/domain/footage-export';
import * as inspection from '@truc/domain/inspection';
import { InspectionFactSchema, type Inspection, type Seen } from '@truc/domain/inspection';
import { decideCheck, decideWork, evolveWork, WorkActSchema, type Work } from '@truc/domain/maintenance';
import { dayMs, dayOf } from '@truc/domain/shift';
import type { RunningServer } from '@truc/server';
import { createDossierStore, type DossierStore } from '@truc/server/testing/papers';
import * as v from 'valibot';
import { cameras } from '../province/cameras.ts';
import { pastExports, sourceAt, type ToldExport } from '../province/export-history.ts';
import { pastInspections, type ToldInspection } from '../province/inspection-history.ts';
import { pastChecks, pastWorks, type ToldCheck, type ToldWork } from '../province/maintenance-history.ts';
import { maintenanceTemplates } from '../province/maintenance-plan.ts';
import { pastFocalLists } from '../province/focal-history.ts';
import { PastLooks } from './past-looks.ts';

type Place = Parameters<DossierStore['append']>[0];

/** Gives the papers that were written before the demonstration began to the server, through the same rules. Told again, they are known. */
export async function tellPapers({ context }: RunningServer): Promise<void> {
  const now = context.clock.now();
  const dossiers = createDossierStore(context.database.pool);
  if ((await dossiers.recent('inspection')).size > 0) return;
  const looks = new PastLooks(context);
  for (const [at, told] of pastInspections(now, dayOf).entries())
    await inspect(told, { step: at + 1, dossiers, looks });
  for (const [at, told] of pastChecks(now).entries()) await check(told, at + 1, dossiers);
  for (const [at, told] of pastWorks(now, dayOf).entries()) await work(told, at + 1, dossiers);
  for (const [at, told] of pastExports(now, dayOf).entries()) await footage(told, at + 1, dossiers);
  for (const [at, told] of pastFocalLists(now).entries())
    await write(
      { ...placeOf('8008', at + 1, told), kind: 'focal_list', dossier: idOf('8009', told.number) },
      async (acts) => {
        const list = acts.reduce<focalList.FocalList | null>(
          (before, { fact, by, at: when }) =>
            focalList.evolve(before, v.parse(ListFactSchema, fact), { by, at: when }),
          null,
        );
        const decided = focalList.decide(list, told.act satisfies FocalListAct, metaOf(told));
        return decided.ok ? ok({ facility: null, fact: JSON.stringify(decided.value) }) : decided;
      },
      dossiers,
    );
}

const ListFactSchema = v.pipe(v.string(), v.parseJson(), focalList.FocalListActSchema);
const InspectionSchema = v.pipe(v.string(), v.parseJson(), InspectionFactSchema);
const ExportSchema = v.pipe(v.string(), v.parseJson(), ExportFactSchema);
const WorkFactSchema = v.pipe(v.string(), v.parseJson(), WorkActSchema);

/** Gives one act of an inspection; `step`: which act of them all it is, from 1. */
export async function inspect(
  { number, act, watched, ...told }: ToldInspection,
  around: { readonly step: number; readonly dossiers: DossierStore; readonly looks: PastLooks },
): Promise<void> {
  const seen: Seen[] = [];
  for (const [at, camera] of watched.entries())
    seen.push(await around.looks.look({ person: told.by, camera, at: told.at - (10 - at * 3) * 60_000 }));
  const whole = act.type === 'record' ? { ...act, looks: seen.map(({ look }) => look) } : act;
  await write(
    { ...placeOf('8004', around.step, told), kind: 'inspection', dossier: idOf('8002', number) },
    async (acts) => {
      const before = acts.reduce<Inspection>(
        (one, { fact, by, at }) => inspection.evolve(one, v.parse(InspectionSchema, fact), { by, at }),
        inspection.emptyInspection,
      );
      const decided = inspection.decide(before, whole, { ...metaOf(told), seen });
      const facility = before.minutes?.facility ?? (act.type === 'record' ? act.facility : null);
      return decided.ok ? ok({ facility, fact: JSON.stringify(decided.value) }) : decided;
    },
    around.dossiers,
  );
}

async function check(told: ToldCheck, number: number, dossiers: DossierStore): Promise<void> {
  const { device, template } = told.check;
  await write(
    { ...placeOf('8005', number, told), kind: 'device_check', dossier: device },
    async () => {
      const decided = decideCheck(told.check, maintenanceTemplates.find(({ id }) => id === template) ?? null);
      const facility = device.slice(0, 5);
      return decided.ok ? ok({ facility, fact: JSON.stringify(decided.value) }) : decided;
    },
    dossiers,
  );
}

async function work(told: ToldWork, number: number, dossiers: DossierStore): Promise<void> {
  await write(
    { ...placeOf('8006', number, told), kind: 'work', dossier: idOf('8007', told.number) },
    async (acts) => {
      const before = acts.reduce<Work | null>(
        (one, { fact, by, at }) => evolveWork(one, v.parse(WorkFactSchema, fact), { by, at }),
        null,
      );
      const known = new Set(cameras.map(({ id }) => id));
      const meta = { ...metaOf(told), isKnown: (id: string) => known.has(id), clashes: [] };
      const decided = decideWork(before, told.act, meta);
      const facility = before?.proposal.facility ?? (told.act.type === 'propose' ? told.act.facility : null);
      return decided.ok ? ok({ facility, fact: JSON.stringify(decided.value) }) : decided;
    },
    dossiers,
  );
}

async function footage(told: ToldExport, number: number, dossiers: DossierStore): Promise<void> {
  await write(
    { ...placeOf('8010', number, told), kind: 'footage_export', dossier: idOf('8011', told.number) },
    async (acts) => {
      const before = acts.reduce<FootageExport | null>(
        (one, { fact, by, at }) => evolveExport(one, v.parse(ExportSchema, fact), { by, at }),
        null,
      );
      const cameraOf = (id: string) => sourceAt(id, told.at);
      const meta = { ...metaOf(told), isNamed: false, validMs: 7 * dayMs, cameraOf };
      const decided = decideExport(before, told.act, meta);
      const { act } = told;
      const facility = before?.request.facility ?? ('facility' in act ? act.facility : null);
      return decided.ok ? ok({ facility, fact: JSON.stringify(decided.value) }) : decided;
    },
    dossiers,
  );
}

type Told = { readonly by: string; readonly at: number };

function metaOf({ by, at }: Told) {
  return { by, at, today: dayOf(at) };
}

function placeOf(group: string, number: number, { by, at }: Told) {
  return { id: idOf(group, number), by, at: Math.floor(at) };
}

function idOf(group: string, number: number): string {
  return `0190163d-8694-7394-${group}-${String(number).padStart(12, '0')}`;
}

async function write(
  place: Place,
  decide: (
    acts: Parameters<Parameters<DossierStore['append']>[1]>[0],
  ) => Promise<Result<{ facility: string | null; fact: string }, Failure>>,
  dossiers: DossierStore,
): Promise<void> {
  const written = await dossiers.append(place, decide);
  if (!written.ok) throw new Error(`a paper of the past was not taken: ${place.kind} ${written.error.code}`);
}
