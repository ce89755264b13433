/** People who work on the same incidents from several tablets, often on the same field, and before they see each other. */
import { fieldNames } from '@truc/domain/incident';
import { createLots, type Lots } from '../core/lots.ts';
import { facility } from '../world/incident-rules.ts';
import type { CommandName, PlanEvent, TabletPlan } from './plan.ts';

/** One run in so many has incidents. */
const share = 0.1;
const commandsAtMost = 40;

export type IncidentPlan = { readonly tablets: readonly TabletPlan[]; readonly events: readonly PlanEvent[] };

/** Draws from lots of its own: what the other seeds' plans are does not depend on it. */
export function drawIncidents(
  tablets: readonly TabletPlan[],
  { seed, fromMs, spanMs }: { readonly seed: number; readonly fromMs: number; readonly spanMs: number },
): IncidentPlan {
  const lots = createLots(seed, 'incidents');
  if (!lots.chance(share)) return { tablets, events: [] };
  const events: PlanEvent[] = [];
  for (let left = lots.between(4, commandsAtMost); left > 0; left -= 1) {
    const at = lots.between(fromMs, spanMs);
    const incident = lots.below(2);
    events.push(drawCommand(at, { incident, count: tablets.length, lots }));
    // Somebody else at nearly the same moment, who has not seen it.
    if (lots.chance(0.6))
      events.push(drawCommand(at + lots.below(3_000), { incident, count: tablets.length, lots }));
  }
  if (lots.chance(0.5))
    events.push({
      at: lots.between(fromMs, spanMs),
      what: 'folded',
      how: lots.pick(['lost', 'behind', 'older']),
    });
  const of = lots.pick(tablets);
  if (lots.chance(0.3)) {
    const at = lots.between(fromMs, spanMs);
    const right = { what: 'right', person: of.person, scope: facility } as const;
    events.push({ at, ...right, action: 'withdraw' });
    if (lots.chance(0.7)) events.push({ at: at + lots.below(20_000), ...right, action: 'grant' });
    for (let left = lots.between(1, 8); left > 0; left -= 1) {
      const heard = lots.between(at, spanMs);
      const tablet = lots.below(tablets.length);
      const word = lots.chance(0.7) ? 'adopt' : 'refuse';
      events.push({ at: heard, what: 'word', tablet, tab: lots.below(3), word, pick: lots.below(5) });
    }
  }
  return { tablets: tablets.map((one) => ({ ...one, scopes: [...one.scopes, facility] })), events };
}

const names: readonly CommandName[] = ['open', 'set', 'set', 'set', 'note', 'status', 'resolve', 'resolve'];

type Around = { readonly incident: number; readonly count: number; readonly lots: Lots };

function drawCommand(at: number, { incident, count, lots }: Around): PlanEvent {
  return {
    at,
    what: 'command',
    tablet: lots.below(count),
    tab: lots.below(3),
    command: lots.pick(names),
    incident,
    field: lots.pick(fieldNames),
    value: lots.below(4),
  };
}
