import { ok } from '@truc/base';
import { AskLooksSchema, InspectSchema, type Inspect, type InspectAnswer } from '@truc/domain/api';
import { decide, type InspectionAct } from '@truc/domain/inspection';
import { dayOf } from '@truc/domain/shift';
import type pg from 'pg';
import type { Audit } from '../access/audit.ts';
import {
  describeInspection,
  listInspections,
  openDesk,
  type Desk,
  type DeskParts,
} from '../dossiers/inspection-desk.ts';
import { ownLooks } from '../dossiers/own-looks.ts';
import { foldInspection } from '../dossiers/read-inspections.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';

export type InspectionParts = DeskParts & { readonly audit: Audit; readonly pool: pg.Pool };

/** `GET /api/inspections`, `POST /api/inspections/act`, `…/looks` (GL-30, GL-32, GL-38, QG-10). */
export function inspectionRoutes(parts: InspectionParts): readonly MountedRoute[] {
  const act = { schema: InspectSchema, versions: null, limitBytes: 192 * 1024 };
  const looks = { schema: AskLooksSchema, versions: null, limitBytes: 1024 };
  return [
    getRoute({ path: '/api/inspections', guard: 'session' }, async ({ caller }) =>
      listInspections(await openDesk(caller.person, parts), parts),
    ),
    postRoute({ path: '/api/inspections/looks', guard: 'session', body: looks }, async (call) => {
      const { facility } = call.body;
      const desk = await openDesk(call.caller.person, parts);
      const where = { person: call.caller.person, facility };
      if (!desk.rights.mayAt(facility, 'inspect_centrally'))
        return turnDown({ ...where, address: call.request.ip }, parts);
      return { looks: await ownLooks(parts.pool, desk, where) };
    }),
    postRoute({ path: '/api/inspections/act', guard: 'session', body: act }, async (call) =>
      inspect(call.body, { person: call.caller.person, address: call.request.ip }, parts),
    ),
  ];
}

type Asker = { readonly person: string; readonly address: string };

async function inspect(
  { inspection: dossier, id, act }: Inspect,
  asker: Asker,
  parts: InspectionParts,
): Promise<InspectAnswer | Refusal> {
  const { dossiers, pool, audit } = parts;
  const desk = await openDesk(asker.person, parts);
  const before = foldInspection(await dossiers.of('inspection', dossier)).minutes;
  const facility = before?.facility ?? (act.type === 'record' ? act.facility : null);
  const where = { ...asker, facility: facility ?? dossier };
  if (facility === null || !isAllowed(desk, act, { facility, recordedBy: before?.by ?? null }))
    return turnDown(where, parts);
  const seen =
    act.type === 'record'
      ? (await ownLooks(pool, desk, { person: asker.person, facility })).filter(({ look }) =>
          act.looks.includes(look),
        )
      : [];
  const meta = { by: asker.person, at: desk.now, today: dayOf(desk.now), seen };
  const place = { id, kind: 'inspection', dossier, by: asker.person, at: desk.now } as const;
  const answer = await dossiers.append(place, (acts) => {
    const decided = decide(foldInspection(acts), act, meta);
    return Promise.resolve(decided.ok ? ok({ facility, fact: JSON.stringify(decided.value) }) : decided);
  });
  if (!answer.ok) {
    const { code, detail } = answer.error;
    return { outcome: 'refused', code, clause: detail ?? '' };
  }
  const view = describeInspection(dossier, foldInspection(await dossiers.of('inspection', dossier)), desk);
  if (view === undefined) return turnDown(where, parts);
  await audit.write([{ ...lineOf(where), outcome: 'granted', detail: { act: act.type } }]);
  return { outcome: 'saved', inspection: view };
}

type Place = { readonly facility: string; readonly recordedBy: string | null };

/** The matrix alone says who; a finding is added by whoever wrote the minutes. */
function isAllowed({ rights }: Desk, act: InspectionAct, { facility, recordedBy }: Place): boolean {
  switch (act.type) {
    case 'record':
      return rights.mayAt(facility, act.trigger === 'survey' ? 'survey' : 'inspect_centrally');
    case 'add':
      return (
        recordedBy === rights.person &&
        (rights.mayAt(facility, 'inspect_centrally') || rights.mayAt(facility, 'survey'))
      );
    case 'answer':
      return rights.mayAt(facility, 'answer_finding');
    case 'check':
      return rights.mayAt(facility, 'inspect_centrally');
  }
}

type Where = Asker & { readonly facility: string };

function lineOf({ person, address, facility }: Where) {
  return { person, action: 'inspect', object: facility, address } as const;
}

async function turnDown(where: Where, { audit }: InspectionParts): Promise<Refusal> {
  await audit.write([{ ...lineOf(where), outcome: 'denied', code: 'not_permitted' }]);
  return refuse('not_found');
}
