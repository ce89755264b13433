import { exhaustive } from '@truc/base';
import type { CameraId, CameraState, ControlFact, ControlFacts } from '@truc/media/signalling';
import type { Insertable, Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** What the SFU reports: viewings into the append-only log, states of cameras into memory, since only the newest counts. */
export interface FactStore {
  /** Resolves with the last number when all are stored. The same batch again changes nothing. */
  store(batch: ControlFacts): Promise<number>;
  cameraStates(): ReadonlyMap<CameraId, CameraState>;
}

export function createFactStore(query: Kysely<Tables>, metrics: Metrics): FactStore {
  const states = new Map<CameraId, CameraState>();
  return {
    async store({ boot, facts }) {
      const rows = facts.flatMap(({ number, fact }) => toRow({ boot, number }, fact));
      if (rows.length > 0)
        await query
          .insertInto('viewing_log')
          .values(rows)
          .onConflict((conflict) => conflict.columns(['boot', 'number']).doNothing())
          .execute();
      for (const { fact } of facts) {
        metrics.controlFacts.inc({ kind: fact.kind });
        if (fact.kind === 'camera_state') states.set(fact.fact.camera, fact.fact.state);
      }
      return facts.reduce((last, { number }) => Math.max(last, number), 0);
    },
    cameraStates: () => states,
  };
}

type Place = { readonly boot: string; readonly number: number };

function toRow(place: Place, fact: ControlFact): Insertable<Tables['viewing_log']>[] {
  const blank = {
    viewing_grant: null,
    person: null,
    camera: null,
    purpose: null,
    display: null,
    cause: null,
  };
  switch (fact.kind) {
    case 'viewing_started': {
      const { kind, viewing, person, camera, purpose, display } = fact;
      const at = new Date(fact.at);
      return [
        {
          ...blank,
          ...place,
          kind,
          viewing,
          viewing_grant: fact.grant,
          person,
          camera,
          purpose,
          display,
          at,
        },
      ];
    }
    case 'viewing_stopped': {
      const { kind, viewing, cause } = fact;
      return [{ ...blank, ...place, kind, viewing, cause, at: new Date(fact.at) }];
    }
    case 'camera_state':
      return [];
    default:
      return exhaustive(fact);
  }
}
