import { ok } from '@truc/base';
import {
  ExportActRequestSchema,
  OpenExportSchema,
  type ExportActAnswer,
  type ExportActRequest,
} from '@truc/domain/api';
import { decide, type ExportAct, type FootageExport } from '@truc/domain/footage-export';
import { exportActionOf } from '@truc/domain/policy';
import { dayMs, dayOf } from '@truc/domain/shift';
import { ScopeIdSchema } from '@truc/sync/protocol';
import type pg from 'pg';
import * as v from 'valibot';
import type { Audit, AuditAction } from '../access/audit.ts';
import { commandDecider, incidentsIn } from '../access/command-decider.ts';
import { misuseOf } from '../access/misuse-cases.ts';
import { facilityOfScope } from '../access/rights.ts';
import { describeExport, foldExport, isNamed, listExports, mayRead } from '../dossiers/export-desk.ts';
import { roomCameras, sourcesOf } from '../dossiers/export-sources.ts';
import { openDesk, type Desk, type DeskParts } from '../dossiers/inspection-desk.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import { keptState } from '../log/kept-state.ts';

export type FootageExportParts = DeskParts & { readonly audit: Audit; readonly pool: pg.Pool };

/** `GET /api/footage-exports`, `POST /api/footage-exports/open`, `…/act` (GL-08, GL-09, GL-14, KH-05, KH-15, KH-24). */
export function footageExportRoutes(parts: FootageExportParts): readonly MountedRoute[] {
  const open = { schema: OpenExportSchema, versions: null, limitBytes: 1024 };
  const act = { schema: ExportActRequestSchema, versions: null, limitBytes: 64 * 1024 };
  return [
    getRoute({ path: '/api/footage-exports', guard: 'session' }, async ({ caller }) =>
      listExports(await openDesk(caller.person, parts), parts),
    ),
    postRoute({ path: '/api/footage-exports/open', guard: 'session', body: open }, async (call) => {
      const desk = await openDesk(call.caller.person, parts);
      const where = { person: call.caller.person, address: call.request.ip, object: call.body.export };
      const one = foldExport(await parts.dossiers.of('footage_export', call.body.export));
      if (one === null || !mayRead(one, desk)) return turnDown('read_footage_export', where, parts);
      await parts.audit.write([{ ...where, action: 'read_footage_export', outcome: 'granted' }]);
      const numbers = await parts.dossiers.numbers('footage_export');
      return { now: desk.now, export: describeExport({ id: call.body.export, one, numbers }, desk) };
    }),
    postRoute({ path: '/api/footage-exports/act', guard: 'session', body: act }, async (call) =>
      actOn(call.body, { person: call.caller.person, address: call.request.ip }, parts),
    ),
  ];
}

type Asker = { readonly person: string; readonly address: string };
type Where = Asker & { readonly object: string };

async function actOn(
  { export: dossier, id, act }: ExportActRequest,
  asker: Asker,
  parts: FootageExportParts,
): Promise<ExportActAnswer | Refusal> {
  const { dossiers, audit } = parts;
  const desk = await openDesk(asker.person, parts);
  const where = { ...asker, object: dossier };
  const before = foldExport(await dossiers.of('footage_export', dossier));
  const request = before?.request ?? (isOpening(act) ? act : null);
  if (request === null || !(await isAllowed({ before, act, request }, desk, parts)))
    return turnDown('footage_export', where, parts);
  const meta = {
    by: asker.person,
    at: desk.now,
    today: dayOf(desk.now),
    isNamed: isNamed(request, { register: desk.register, person: asker.person }),
    validMs: desk.register.exportValidDays * dayMs,
    cameraOf: sourcesOf(request.facility, { ...desk, rooms: await roomCameras(parts) }),
  };
  const place = { id, kind: 'footage_export', dossier, by: asker.person, at: desk.now } as const;
  const line = { ...where, action: 'footage_export', detail: { act: act.type } } as const;
  const answer = await dossiers.append(place, (acts) => {
    const decided = decide(foldExport(acts), act, meta);
    const { facility } = request;
    return Promise.resolve(decided.ok ? ok({ facility, fact: JSON.stringify(decided.value) }) : decided);
  });
  if (!answer.ok) {
    // GL-03, GL-09: what was asked for against the rules stands in the log, though nothing of it is in the register.
    const { code, detail } = answer.error;
    await audit.write([{ ...line, outcome: 'denied', code }]);
    return { outcome: 'refused', code, clause: detail ?? '' };
  }
  await audit.write([{ ...line, outcome: 'granted' }]);
  const one = foldExport(await dossiers.of('footage_export', dossier));
  if (one === null || !mayRead(one, desk)) return turnDown('footage_export', where, parts);
  const numbers = await dossiers.numbers('footage_export');
  return { outcome: 'saved', export: describeExport({ id: dossier, one, numbers }, desk) };
}

type Opening = Extract<ExportAct, { readonly type: 'submit' | 'turn_away' }>;

function isOpening(act: ExportAct): act is Opening {
  return act.type === 'submit' || act.type === 'turn_away';
}

type Wish = {
  readonly before: FootageExport | null;
  readonly act: ExportAct;
  readonly request: Opening | FootageExport['request'];
};

/** The matrix alone says who; nobody acts on what he may not read, nor asks about a case that he may not read. */
async function isAllowed(
  { before, act, request }: Wish,
  desk: Desk,
  parts: FootageExportParts,
): Promise<boolean> {
  const { facility, system } = request;
  const isHis = exportActionOf(act).some((action) => desk.rights.mayOnExport(facility, system, action));
  if (!isHis || (before !== null && !mayRead(before, desk))) return false;
  return before !== null || isCaseOfThere(request, desk, parts);
}

async function isCaseOfThere(
  { facility, incident }: Wish['request'],
  { register, rights }: Desk,
  { pool }: FootageExportParts,
): Promise<boolean> {
  if (incident === null) return true;
  const scope = v.parse(ScopeIdSchema, incident.scope);
  const place = facilityOfScope(register, scope) ?? misuseOf(register, scope)?.facility;
  if (place?.id !== facility || !rights.mayRead(scope)) return false;
  const found = incidentsIn(await keptState(scope, pool, commandDecider))[incident.id];
  return found !== undefined && found.opened !== null;
}

async function turnDown(action: AuditAction, where: Where, { audit }: FootageExportParts): Promise<Refusal> {
  await audit.write([{ ...where, action, outcome: 'denied', code: 'not_permitted' }]);
  return refuse('not_found');
}
