import { exhaustive } from '@truc/base';
import { ControlFactSchema, type ViewingFact } from '@truc/media/signalling';
import type { Insertable, Selectable } from 'kysely';
import * as v from 'valibot';
import type { Tables } from '../database/tables.ts';

export type ViewingRow = Selectable<Tables['viewing_log']>;

export type FactPlace = Pick<Insertable<Tables['viewing_log']>, 'boot' | 'number' | 'sfu' | 'link' | 'hash'>;

const blank = {
  viewing_grant: null,
  person: null,
  camera: null,
  purpose: null,
  display: null,
  request: null,
  lease: null,
  cause: null,
  act: null,
  preset: null,
  detail: null,
};

/** A fact as it is stored. `factOf` gives the same fact back: the chain is examined over what is stored. */
export function rowOf(place: FactPlace, fact: ViewingFact): Insertable<Tables['viewing_log']> {
  const { kind, viewing } = fact;
  const common = { ...blank, ...place, kind, viewing, at: new Date(fact.at) };
  switch (fact.kind) {
    case 'viewing_started': {
      const { grant, person, camera, purpose, display, request = null, lease = null } = fact;
      return { ...common, viewing_grant: grant, person, camera, purpose, display, request, lease };
    }
    case 'viewing_stopped':
      return { ...common, cause: fact.cause };
    case 'ptz_started':
      return { ...common, act: fact.act, preset: fact.preset ?? null };
    case 'ptz_stopped':
      return { ...common, cause: fact.cause };
    case 'playback_started': {
      const { grant, person, camera, purpose, display, from, until, reason, paper, request = null } = fact;
      const detail = JSON.stringify({ from, until, reason, ...(paper === undefined ? {} : { paper }) });
      return { ...common, viewing_grant: grant, person, camera, purpose, display, request, detail };
    }
    case 'playback_sought':
      return { ...common, detail: JSON.stringify({ to: fact.to }) };
    case 'playback_ended':
      return { ...common, cause: fact.cause, detail: JSON.stringify({ shown: fact.shown }) };
    case 'viewing_paused':
    case 'viewing_resumed':
      return common;
    default:
      return exhaustive(fact);
  }
}

/** Undefined when the row holds no fact that the contract knows: somebody has changed it. */
export function factOf(row: ViewingRow): ViewingFact | undefined {
  const named = {
    kind: row.kind,
    viewing: row.viewing,
    grant: row.viewing_grant,
    person: row.person,
    camera: row.camera,
    purpose: row.purpose,
    display: row.display,
    request: row.request,
    lease: row.lease,
    cause: row.cause,
    act: row.act,
    preset: row.preset,
    at: row.at.getTime(),
  };
  const present = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
  const detail = v.safeParse(v.nullable(v.record(v.string(), v.unknown())), row.detail);
  if (!detail.success) return undefined;
  const parsed = v.safeParse(ControlFactSchema, { ...present, ...detail.output });
  return parsed.success && parsed.output.kind !== 'camera_state' ? parsed.output : undefined;
}
