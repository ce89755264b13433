/** WS14: every replica decides as the server did, and what lost against another command stands open until somebody settles it. */
import type { Folded } from '@truc/domain/incident';
import { canonicalJson, type Json } from '@truc/sync/protocol';
import { facility, foldLeaves, incidentDecider, incidentsOf } from '../world/incident-rules.ts';
import type { World } from '../world/world.ts';

type Fail = (id: 'WS14', detail: string) => void;

export function checkIncidents({ database: { state }, tablets }: World, fail: Fail): void {
  const log = state.leaves.get(facility);
  if (log === undefined) return;
  const { incidents, steps } = foldLeaves(log);
  const truth = textOf(incidents);
  const kept = state.states.get(facility);
  if (kept?.seq === log.length && kept.model === incidentDecider.model && textOf(kept.state) !== truth)
    fail('WS14', 'the server keeps another state than its leaves fold to');
  for (const { seq, status, code } of log) {
    const { decision } = steps[seq - 1] ?? {};
    if (decision !== null && (decision?.status !== status || decision.code !== code))
      fail('WS14', `${seq} was decided ${status} ${code}, folds to ${decision?.status} ${decision?.code}`);
  }
  for (const { name, replica } of tablets) {
    const held = replica.leaves.get(facility);
    // One that stands elsewhere, or in another life of the log, has not caught up: nobody is signed in there.
    const isCurrent = replica.cursors.get(facility)?.chain === state.scopes.get(facility)?.chain;
    if (held !== undefined && isCurrent && textOf(incidentsOf(held)) !== truth)
      fail('WS14', `${name} shows another state than the server`);
  }
  checkClaims(steps, fail);
}

/** Each claim that was raised is open, or was settled by one command that had it before it: never both, never neither. */
function checkClaims(steps: readonly Folded[], fail: Fail): void {
  const open = new Set<string>();
  const raised = new Set<string>();
  for (const { decision, id } of steps)
    for (const event of decision?.events ?? []) {
      if (event.type === 'claim_raised') {
        const name = `${id} ${event.field} ${event.claim.opId}`;
        open.add(name);
        raised.add(name);
      } else if (event.type === 'claims_settled')
        for (const opId of event.opIds)
          if (!open.delete(`${id} ${event.field} ${opId}`))
            fail('WS14', `${opId} was settled and was not open`);
    }
  const last = steps.at(-1)?.incidents ?? {};
  const shown = Object.entries(last).flatMap(([id, { conflicts }]) =>
    conflicts.flatMap(({ field, claims }) => claims.map(({ opId }) => `${id} ${field} ${opId}`)),
  );
  for (const name of shown)
    if (!open.delete(name))
      fail('WS14', `${name} stands open and was ${raised.has(name) ? 'settled' : 'never raised'}`);
  for (const name of open) fail('WS14', `${name} is neither open nor settled`);
}

function textOf(state: unknown): string {
  return canonicalJson(state as Json);
}
