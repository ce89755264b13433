/** Extractions of recordings as one person may see them. */
import type { ExportLine, ExportList, ExportPlace, ExportView } from '@truc/domain/api';
import { cameraSystems } from '@truc/domain/camera';
import {
  clauseOf,
  evolve,
  ExportFactSchema,
  isReturnLate,
  stateAt,
  type ExportAct,
  type ExportState,
  type FootageExport,
} from '@truc/domain/footage-export';
import { exportActionOf } from '@truc/domain/policy';
import { dayOf } from '@truc/domain/shift';
import { ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { misuseOf } from '../access/misuse-cases.ts';
import type { DossierAct } from './dossier-store.ts';
import { isCentral, isRecorded, keptSince } from './export-sources.ts';
import { nameOf, type Desk, type DeskParts } from './inspection-desk.ts';

const FactSchema = v.pipe(v.string(), v.parseJson(), ExportFactSchema);

export function foldExport(acts: readonly DossierAct[]): FootageExport | null {
  return acts.reduce<FootageExport | null>(
    (one, { fact, by, at }) => evolve(one, v.parse(FactSchema, fact), { by, at }),
    null,
  );
}

export async function listExports(
  desk: Desk,
  { dossiers }: Pick<DeskParts, 'dossiers'>,
): Promise<ExportList> {
  const [recent, numbers] = await Promise.all([
    dossiers.recent('footage_export'),
    dossiers.numbers('footage_export'),
  ]);
  return {
    now: desk.now,
    validDays: desk.register.exportValidDays,
    places: placesOf(desk),
    exports: [...recent]
      .flatMap(([id, acts]) => {
        const one = foldExport(acts);
        return one === null || !mayRead(one, desk) ? [] : [lineOf({ id, one, numbers }, desk)];
      })
      .toSorted((a, b) => b.number - a.number),
  };
}

function placesOf({ register, rights, now }: Desk): ExportPlace[] {
  return [...register.facilities.values()]
    .filter(({ id }) => cameraSystems.some((system) => rights.mayOnExport(id, system, 'request_export')))
    .map(({ id, name }) => ({
      id,
      name,
      cameras: [...register.cameras.values()]
        .filter((camera) => camera.facility === id && isRecorded(camera))
        .map((camera) => ({
          id: camera.id,
          name: camera.name,
          zone: camera.zone,
          isCentral: isCentral(camera),
          keptSince: keptSince(camera.id, register, now),
        })),
    }));
}

/** GL-18: what is about a case that names him does not exist for him. Whoever asked reads what he asked for. */
export function mayRead({ request }: FootageExport, { register, rights }: Desk): boolean {
  if (isNamed(request, { register, person: rights.person })) return false;
  return request.by === rights.person || rights.mayOnExport(request.facility, request.system, 'read_export');
}

export function isNamed(
  { incident }: Pick<FootageExport['request'], 'incident'>,
  { register, person }: { readonly register: Desk['register']; readonly person: string },
): boolean {
  if (incident === null) return false;
  const misuse = misuseOf(register, v.parse(ScopeIdSchema, incident.scope));
  return misuse?.found.named.includes(person) === true;
}

export type NumberedExport = {
  readonly id: string;
  readonly one: FootageExport;
  readonly numbers: ReadonlyMap<string, number>;
};

function lineOf({ id, one, numbers }: NumberedExport, desk: Desk): ExportLine {
  const { register, rights, now } = desk;
  const { facility, system, by, at, from, to, purpose, cameras, incident } = one.request;
  return {
    id,
    number: numbers.get(id) ?? 0,
    facility,
    facilityName: register.facilities.get(facility)?.name ?? facility,
    system,
    state: stateAt(one, now),
    by,
    name: nameOf(register, by),
    at,
    from,
    to,
    purpose,
    cameras: cameras.map((camera) => ({
      id: camera,
      name: register.cameras.get(camera)?.name ?? camera,
    })),
    incident:
      incident !== null && rights.mayRead(v.parse(ScopeIdSchema, incident.scope)) ? incident.id : null,
    isLate: isReturnLate(one, dayOf(now)),
    waits: actsOpenTo(one, desk).length > 0,
  };
}

const nextActs: Readonly<Record<ExportState, readonly ExportAct['type'][]>> = {
  submitted: ['enter_paper', 'refuse'],
  paper_entered: ['check_paper', 'refuse'],
  approved: ['extract', 'revoke'],
  extracted: ['hand_over'],
  handed_over: ['close'],
  refused: [],
  closed: [],
  expired: [],
  revoked: [],
};

/** What he may do now. The rules say it again of the act itself. */
function actsOpenTo(one: FootageExport, { rights, now }: Desk): ExportAct['type'][] {
  const { facility, system } = one.request;
  return nextActs[stateAt(one, now)].filter(
    (type) =>
      isAnother(type, one, rights.person) &&
      exportActionOf({ type }).some((action) => rights.mayOnExport(facility, system, action)),
  );
}

/** KH-24: who asked, who permitted and who carries out are three; and who enters a paper is not who checks the entry. */
function isAnother(
  type: ExportAct['type'],
  { request, entry, check }: FootageExport,
  person: string,
): boolean {
  if (type === 'revoke' || type === 'close') return true;
  if (request.by === person) return false;
  if (type === 'check_paper') return entry?.by !== person;
  return type === 'extract' || type === 'hand_over' ? entry?.by !== person && check?.by !== person : true;
}

export function describeExport(numbered: NumberedExport, desk: Desk): ExportView {
  const { register, now } = desk;
  const { one } = numbered;
  const { request, refusal, entry, check, revocation, extraction, delivery, end } = one;
  const named = <Step extends { readonly by: string; readonly at: number }>(step: Step | null) =>
    step === null ? null : { ...withoutType(step), name: nameOf(register, step.by) };
  return {
    ...lineOf(numbered, desk),
    madeAt: request.madeAt,
    ground: request.ground,
    recipient: request.recipient,
    copies: request.copies,
    document: request.document,
    keptUntil: keptUntil(one, desk),
    refusal:
      refusal === null
        ? null
        : { ...refusal, name: nameOf(register, refusal.by), clause: clauseOf(refusal.ground) },
    entry: named(entry),
    check: named(check),
    validUntil: stateAt(one, now) === 'submitted' ? null : one.validUntil,
    revocation: named(revocation),
    extraction: named(extraction),
    delivery: named(delivery),
    end: named(end),
    steps: one.steps.map((step) => ({ ...step, name: nameOf(register, step.by) })),
    may: actsOpenTo(one, desk),
  };
}

function withoutType<Step extends object>(step: Step): Omit<Step, 'type'> {
  const { type: _, ...rest } = { type: null, ...step };
  return rest;
}

/** KH-18: when the first of what is wanted is written over on its recorder; null once it was taken out, or where nobody knows. */
function keptUntil({ request, extraction }: FootageExport, { register, now }: Desk): number | null {
  const { from } = request;
  if (extraction !== null || from === null) return null;
  const ends = request.cameras.flatMap((camera) => {
    const since = keptSince(camera, register, now);
    return since === null ? [] : [from + (now - since)];
  });
  return ends.length === 0 ? null : Math.min(...ends);
}
