/** Which commands stood as a conflict and do no longer: somebody chose between all that they said and what others had said. */
import { growByLeaf, type CommandLeaf } from './fold.ts';
import type { Incident } from './incident.ts';

/** `command`: the leaf that raised the claims. `settledBy`: the place of the resolution that settled the last of them. */
export type SettledCommand = { readonly command: CommandLeaf; readonly settledBy: number };

/** Folds a log from its beginning; answers what was settled at the places from `from` on. */
export function settledCommands(leaves: Iterable<CommandLeaf>, from: number): readonly SettledCommand[] {
  const raisedBy = new Map<string, CommandLeaf>();
  const settled: SettledCommand[] = [];
  const incidents: Record<string, Incident> = {};
  for (const leaf of leaves) {
    const folded = growByLeaf(incidents, leaf);
    const open = folded.id === null ? [] : (incidents[folded.id]?.conflicts ?? []);
    for (const event of folded.decision?.events ?? []) {
      if (event.type === 'claim_raised') raisedBy.set(event.claim.opId, leaf);
      if (event.type !== 'claims_settled' || leaf.seq < from) continue;
      for (const opId of event.opIds) {
        const command = raisedBy.get(opId);
        const isOpen = open.some(({ claims }) => claims.some((claim) => claim.opId === opId));
        if (command !== undefined && !isOpen) settled.push({ command, settledBy: leaf.seq });
      }
    }
  }
  return settled;
}
