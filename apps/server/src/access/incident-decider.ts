import { foldLeaf, incidentModel, type Incidents } from '@truc/domain/incident';
import type { Json } from '@truc/sync/protocol';
import type { Command, Decided, Decider } from '@truc/sync/server';

/** The incidents' rules, as the ingest asks them. The state of a facility's log is all of its incidents. */
export const incidentDecider: Decider = {
  model: incidentModel,
  decides: (scope) => scope.startsWith('facility:'),
  decide(state: Json, { header, body, seq }: Command): Decided {
    // Only ever what this function answered before, kept under the number of this model.
    const incidents = (state ?? {}) as unknown as Incidents;
    const { opId, dev, inst, actor, kind, v, base = {} } = header;
    const folded = foldLeaf(incidents, { opId, dev, inst, actor, kind, v, base, body, seq });
    return {
      state: folded.incidents,
      status: folded.decision?.status ?? 'accepted',
      code: folded.decision?.code ?? null,
    };
  },
};
