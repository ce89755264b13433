/** The domain's own rules of incidents (IN), as the server asks them and as a tablet folds what it holds. */
import { foldLeaf, incidentModel, type Folded, type Incidents } from '@truc/domain/incident';
import { readHeader, type OperationHeader, type ScopeId, type WireOperation } from '@truc/sync/protocol';
import type { Decider } from '@truc/sync/server';

export const facility = 'facility:north' as ScopeId;

export const incidentDecider: Decider = {
  model: incidentModel,
  decides: (scope) => scope === facility,
  decide(state, { header, body, seq }) {
    // Only ever what this function answered before.
    const { incidents, decision } = fold((state ?? {}) as unknown as Incidents, { header, body, seq });
    return {
      state: incidents,
      status: decision?.status ?? 'accepted',
      code: decision?.code ?? null,
    };
  },
};

type StoredLeaf = { readonly seq: number; readonly op: WireOperation };

/** What the leaves fold to, with what each of them did. */
export function foldLeaves(
  leaves: readonly StoredLeaf[],
  from: Incidents = {},
): { readonly incidents: Incidents; readonly steps: readonly Folded[] } {
  let incidents = from;
  const steps: Folded[] = [];
  for (const { seq, op } of leaves) {
    const header = readHeader(op);
    if (header === null) continue;
    const step = fold(incidents, { header, body: op.b, seq });
    incidents = step.incidents;
    steps.push(step);
  }
  return { incidents, steps };
}

type Command = { readonly header: OperationHeader; readonly body: string; readonly seq: number };

function fold(incidents: Incidents, { header, body, seq }: Command): Folded {
  const { opId, dev, inst, n, actor, kind, v, base = {} } = header;
  return foldLeaf(incidents, { opId, dev, inst, n, actor, kind, v, base, body, seq });
}

type Held = { readonly count: number; readonly incidents: Incidents };
/** By the list of leaves that a replica keeps of one life of the log. */
const held = new WeakMap<readonly StoredLeaf[], Held>();

/** What the tablet shows of the incidents: what its leaves fold to, each leaf folded once. */
export function incidentsOf(leaves: readonly StoredLeaf[]): Incidents {
  const before = held.get(leaves) ?? { count: 0, incidents: {} };
  const { incidents } = foldLeaves(leaves.slice(before.count), before.incidents);
  held.set(leaves, { count: leaves.length, incidents });
  return incidents;
}
