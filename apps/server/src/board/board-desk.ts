import type { Clock } from '@truc/base';
import { cameraFigures, type CameraCondition, type PostFigures } from '@truc/domain/board';
import type { BoardResponse, BoardRow } from '@truc/domain/api';
import type { Facility, Post } from '@truc/domain/facility';
import type { CameraState } from '@truc/media/signalling';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { readablePlaces } from '../access/readable-places.ts';
import { faultScope, rightsOf } from '../access/rights.ts';
import type { LogFigures } from './log-figures.ts';

export type BoardParts = {
  readonly registers: RegisterCache;
  readonly clock: Clock;
  readonly logs: LogFigures;
  /** When each facility was last heard of. */
  readonly contacts: (register: Register) => Promise<ReadonlyMap<string, number>>;
  /** Of these posts, which are to be manned round the clock, by facility. */
  readonly posts: (
    register: Register,
    readable: readonly Post[],
  ) => Promise<ReadonlyMap<string, PostFigures>>;
  readonly cameraStates: () => ReadonlyMap<string, CameraState>;
  /** Since when the SFU has not answered; null while it does. */
  readonly camerasLostSince: () => number | null;
};

/** Facilities where nobody is guarded yet or any more have no line. */
const shownStates = new Set<Facility['state']>(['installed', 'operating', 'suspended']);

/** The glance board of one person: each part of each line stands on a right of his own, and the rest is null. */
export async function boardOf(person: string, parts: BoardParts): Promise<BoardResponse> {
  const { registers, clock, logs } = parts;
  const register = await registers.current();
  const rights = rightsOf(register, person, clock);
  const readable = readablePlaces(register, rights);
  const facilities = [...register.facilities.values()].filter(({ state }) => shownStates.has(state));
  const [cases, faults, posts, heard] = await Promise.all([
    logs.cases([...readable.cases.values()]),
    logs.faults([...readable.faults.values()]),
    parts.posts(register, readable.posts),
    parts.contacts(register),
  ]);
  const lost = parts.camerasLostSince();
  const cameras = camerasByFacility(register, lost === null ? parts.cameraStates() : new Map());
  const rows = facilities.map(({ id, name }): BoardRow => {
    const caseScope = readable.cases.get(id);
    const logOfFaults = readable.faults.get(id);
    return {
      facility: id,
      name,
      cameras: logOfFaults === undefined ? null : cameraFigures(cameras.get(id) ?? []),
      cases: caseScope === undefined ? null : (cases.get(caseScope) ?? noCases),
      faults: logOfFaults === undefined ? null : (faults.get(logOfFaults) ?? noFaults),
      posts: posts.get(id) ?? null,
      heardAt: heard.get(id) ?? null,
    };
  });
  return {
    at: clock.now(),
    camerasLostSince: lost,
    centralFault: faults.get(faultScope(null))?.openSince ?? null,
    rows: rows.filter(hasPart),
  };
}

const noCases = { openedAt: [], unanswered: 0, unansweredSince: null, worst: null };
const noFaults = { open: 0, openSince: null, bare: 0, bareSince: null };

function hasPart({ cameras, cases, faults, posts }: BoardRow): boolean {
  return cameras !== null || cases !== null || faults !== null || posts !== null;
}

function camerasByFacility(
  register: Register,
  states: ReadonlyMap<string, CameraState>,
): ReadonlyMap<string, readonly CameraCondition[]> {
  const inService = [...register.cameras.values()].filter(({ lifecycle }) => lifecycle === 'in_service');
  return Map.groupBy(
    inService.map(({ id, facility }) => ({ facility, ...conditionOf(states.get(id)) })),
    ({ facility }) => facility,
  );
}

/** A camera that is tried again is down until its picture is there; one that nobody has told of is unknown. */
function conditionOf(state: CameraState | undefined): CameraCondition {
  if (state === undefined) return { condition: 'unknown', since: null };
  if (state.state === 'live') return { condition: 'up', since: state.since };
  return { condition: 'down', since: state.since };
}
