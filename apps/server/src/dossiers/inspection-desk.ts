/** Inspections as one person may see them. */
import type { Clock } from '@truc/base';
import type { FindingView, InspectionsResponse, InspectionView } from '@truc/domain/api';
import type { Facility } from '@truc/domain/facility';
import {
  cycleStateOf,
  isFindingLate,
  isInCycle,
  isSettled,
  type Finding,
  type Inspection,
} from '@truc/domain/inspection';
import { dayOf } from '@truc/domain/shift';
import type { RegisterCache } from '../access/register-cache.ts';
import { assignmentsOf, type Register } from '../access/register.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import type { DossierStore } from './dossier-store.ts';
import { foldInspection } from './read-inspections.ts';

export type DeskParts = {
  readonly dossiers: DossierStore;
  readonly registers: RegisterCache;
  readonly clock: Clock;
};

export type Desk = { readonly register: Register; readonly rights: Rights; readonly now: number };

export async function openDesk(
  person: string,
  { registers, clock }: Pick<DeskParts, 'registers' | 'clock'>,
): Promise<Desk> {
  const register = await registers.current();
  return { register, rights: rightsOf(register, person, clock), now: clock.now() };
}

export function nameOf({ people }: Register, id: string): string {
  return people.get(id)?.name ?? id;
}

export async function listInspections(
  desk: Desk,
  { dossiers }: Pick<DeskParts, 'dossiers'>,
): Promise<InspectionsResponse> {
  const { register, rights, now } = desk;
  const facilities = [...register.facilities.values()].filter(({ id }) => isOpenTo(rights, id));
  const [recent, last] = await Promise.all([dossiers.recent('inspection'), dossiers.openedAt('inspection')]);
  const inspections = [...recent].flatMap(([id, acts]) => {
    const view = describeInspection(id, foldInspection(acts), desk);
    return view === undefined ? [] : [view];
  });
  const cycle = { cycleDays: register.inspectionCycleDays, last };
  return {
    today: dayOf(now),
    cycleDays: register.inspectionCycleDays,
    facilities: facilities.map((facility) => describeFacility(facility, desk, cycle)),
    inspections,
  };
}

/** Who surveys a place need not read what others inspected there. */
function isOpenTo(rights: Rights, facility: string): boolean {
  return rights.mayAt(facility, 'read_inspection') || rights.mayAt(facility, 'survey');
}

function describeFacility(
  facility: Facility,
  { register, rights, now }: Desk,
  cycle: { readonly cycleDays: number; readonly last: ReadonlyMap<string, number> },
): InspectionsResponse['facilities'][number] {
  const { id, name, authority, state } = facility;
  const inCycle = isInCycle(facility);
  const { last, dueAt, isOverdue } = cycleStateOf(cycle.last.get(id) ?? null, cycle.cycleDays, now);
  return {
    id,
    name,
    authority,
    state,
    inCycle,
    last,
    dueAt: inCycle ? dueAt : null,
    isOverdue: inCycle && isOverdue,
    inspects: rights.mayAt(id, 'inspect_centrally'),
    surveys: rights.mayAt(id, 'survey'),
    managers: managersOf(register, id, now),
    cameras: [...register.cameras.values()]
      .filter((camera) => camera.facility === id && camera.lifecycle === 'in_service')
      .map((camera) => ({ id: camera.id, name: camera.name, zone: camera.zone })),
  };
}

function managersOf(register: Register, facility: string, now: number): string[] {
  return [...register.people.values()]
    .filter(({ id }) =>
      assignmentsOf(register, id, now).some(
        (held) => held.role === 'facility_manager' && held.facility === facility,
      ),
    )
    .map(({ name, position }) => `${name}, ${position}`);
}

/** Undefined when it is no business of the reader's. Whoever made it reads it. */
export function describeInspection(
  id: string,
  { minutes, findings }: Inspection,
  desk: Desk,
): InspectionView | undefined {
  const { register, rights } = desk;
  if (minutes === null) return undefined;
  const { facility, by, at, trigger, document, purpose, seen, roomCamera, absentZones, summary } = minutes;
  const isHis = by === rights.person && isOpenTo(rights, facility);
  if (!isHis && !rights.mayAt(facility, 'read_inspection')) return undefined;
  return {
    id,
    facility,
    facilityName: register.facilities.get(facility)?.name ?? facility,
    by,
    name: nameOf(register, by),
    agency: register.people.get(by)?.agency ?? '',
    at,
    trigger,
    document,
    purpose,
    seen: [...seen],
    roomCamera,
    absentZones: [...absentZones],
    summary,
    findings: findings.map((finding) => describeFinding(finding, facility, desk)),
    mayAdd: isHis,
  };
}

function describeFinding(finding: Finding, facility: string, { register, rights, now }: Desk): FindingView {
  const isOpen = !isSettled(finding);
  const hasAnswered = finding.steps.some(({ type, by }) => type === 'answer' && by === rights.person);
  return {
    ...finding,
    name: nameOf(register, finding.by),
    cameraName:
      finding.camera === null ? null : (register.cameras.get(finding.camera)?.name ?? finding.camera),
    isLate: isFindingLate(finding, dayOf(now)),
    steps: finding.steps.map((step) => ({ ...step, name: nameOf(register, step.by) })),
    mayAnswer: isOpen && rights.mayAt(facility, 'answer_finding'),
    mayCheck: isOpen && !hasAnswered && rights.mayAt(facility, 'inspect_centrally'),
  };
}
