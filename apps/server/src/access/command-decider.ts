import { emptyLog, faultModel, foldFaultLeaf, type TechnicalLog } from '@truc/domain/fault-log';
import { foldLeaf, incidentModel, type Incidents } from '@truc/domain/incident';
import type { Json } from '@truc/sync/protocol';
import type { Command, Decided, Decider } from '@truc/sync/server';

/** More than either rule will ever have had changes: the number of both grows with each of them. */
const mostModels = 10_000;

/** The rules of logs of commands, as the ingest asks them: a facility's incidents, and its faults or the central system's. */
export const commandDecider: Decider = {
  model: incidentModel * mostModels + faultModel,
  decides: (scope) => ['facility:', 'misuse:', 'faults:'].some((head) => scope.startsWith(head)),
  decide: (state, command) =>
    command.header.scope.startsWith('faults:')
      ? decideOnFault(state, command)
      : decideOnIncident(state, command),
};

/** What the state of a facility's log holds. Only ever what this decider answered before, kept under the number of its model. */
export function incidentsIn(state: Json): Incidents {
  return (state ?? {}) as unknown as Incidents;
}

/** What the state of a log of faults holds. As above: its own words of before. */
export function technicalLogIn(state: Json): TechnicalLog {
  return (state ?? emptyLog) as unknown as TechnicalLog;
}

function decideOnIncident(state: Json, { header, body, seq }: Command): Decided {
  const incidents = incidentsIn(state);
  const { opId, dev, inst, n, actor, kind, v, base = {} } = header;
  const folded = foldLeaf(incidents, { opId, dev, inst, n, actor, kind, v, base, body, seq });
  return {
    state: folded.incidents,
    status: folded.decision?.status ?? 'accepted',
    code: folded.decision?.code ?? null,
  };
}

function decideOnFault(state: Json, { header, body, seq }: Command): Decided {
  const log = technicalLogIn(state);
  const { opId, dev, inst, n, actor, kind, v, wall, off, scope, base = {} } = header;
  const at = wall + (off ?? 0);
  const folded = foldFaultLeaf(log, { opId, dev, inst, n, actor, kind, v, at, scope, base, body, seq });
  return {
    state: folded.log,
    status: folded.decision?.status ?? 'accepted',
    code: folded.decision?.code ?? null,
  };
}
