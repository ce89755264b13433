import type { Clock } from '@truc/base';
import type { ViewingRequest } from '@truc/domain/api';
import { stateOf, type ViewingRequestEvent } from '@truc/domain/viewing-request';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import type { EnterParts } from '../auth/enter.ts';
import type { RequestEvents, RequestStore } from '../media/request-store.ts';

export type RequestParts = EnterParts & {
  readonly requests: RequestStore;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  /** Tells these people that requests changed. */
  readonly hint: (people: readonly string[]) => void;
  /** Stops the bytes of what this person watches of this camera. */
  readonly endLooks: (person: string, camera: string) => void;
};

/** One person before the register of one moment. */
export type Desk = {
  readonly register: Register;
  readonly rights: Rights;
  readonly now: number;
  clock: Clock;
};

export async function openDesk(person: string, { registers, clock }: RequestParts): Promise<Desk> {
  const register = await registers.current();
  return { register, rights: rightsOf(register, person, clock), now: clock.now(), clock };
}

/** Everybody who may decide about this request. */
export function deciders({ camera: id, person: asker }: ViewingRequestEvent, desk: Desk): string[] {
  const camera = desk.register.cameras.get(id);
  if (camera === undefined) return [];
  return [...desk.register.people.keys()].filter((person) =>
    rightsOf(desk.register, person, desk.clock).mayAuthorise(camera, asker),
  );
}

/** As the reader may see it; undefined when it is no business of his. */
export function describeRequest(events: RequestEvents, desk: Desk): ViewingRequest | undefined {
  const { register, rights, now } = desk;
  const [asked] = events;
  const camera = register.cameras.get(asked.camera);
  if (camera === undefined) return undefined;
  const isMine = asked.person === rights.person;
  const isDecider = rights.mayAuthorise(camera, asked.person);
  if (!isMine && !isDecider) return undefined;
  const state = stateOf(events, now);
  const person = register.people.get(asked.person);
  return {
    id: asked.request,
    state,
    person: asked.person,
    name: person?.name ?? asked.person,
    agency: person?.agency ?? '',
    camera: asked.camera,
    cameraName: camera.name,
    facility: register.facilities.get(camera.facility)?.name ?? camera.facility,
    purpose: asked.purpose,
    stretch: asked.stretch === null ? null : [...asked.stretch],
    reason: asked.reason,
    minutes: asked.minutes,
    askedAt: asked.at,
    decided: decisionOf(events, register),
    until: events.find(({ kind }) => kind === 'authorised')?.until ?? null,
    isMine,
    mayDecide: isDecider && state === 'waiting',
    mayEnd: state === 'authorised' || (isMine && state === 'waiting'),
  };
}

function decisionOf(events: RequestEvents, { people }: Register): ViewingRequest['decided'] {
  const decision = events.find(({ kind }) => kind === 'authorised' || kind === 'refused');
  if (decision === undefined) return null;
  return { by: people.get(decision.by)?.name ?? decision.by, at: decision.at, reason: decision.reason };
}
