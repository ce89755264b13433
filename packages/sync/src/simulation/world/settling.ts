/** What the leaves of the facility's log settle: commands adopted or refused out of quarantine, and conflicts that somebody ended. */
import { incidentKinds, settledCommands, type CommandLeaf } from '@truc/domain/incident';
import { readCarried } from '@truc/domain/quarantine';
import type { SettledBy, SettledOperation } from '@truc/sync/client';
import { readHeader, type Leaf } from '@truc/sync/protocol';
import { settled } from '../core/settled.ts';
import { facility } from './incident-rules.ts';
import type { ReplicaDisk } from './replica.ts';

type Placed = Pick<Leaf, 'seq' | 'op' | 'status' | 'recvAt'>;

export function createSettledBy({ leaves: kept }: ReplicaDisk): SettledBy {
  return ({ scope, leaves }) => {
    const from = leaves[0]?.seq ?? 1;
    if (scope !== facility) return settled([]);
    const before = (kept.get(facility) ?? []).slice(0, from - 1);
    return settled(settlementsIn([...before, ...leaves], from));
  };
}

/** Of a log from its beginning: what its leaves from `from` on settle, in their order. */
export function settlementsIn(log: readonly Placed[], from = 1): readonly SettledOperation[] {
  const found: SettledOperation[] = [];
  let hasChoice = false;
  for (const leaf of log.slice(from - 1)) {
    const header = readHeader(leaf.op);
    if (header === null || leaf.status === 'rejected') continue;
    const carried = readCarried({ ...header, body: leaf.op.b });
    // A choice that waited in quarantine is made by whoever adopts it.
    const chosenBy = carried?.word === 'adopted' ? carried.header : header;
    hasChoice ||= chosenBy.kind === incidentKinds.resolve.kind;
    const ours = carried === null ? null : readHeader(carried.op);
    if (carried === null || ours === null) continue;
    const { dev, inst, n, opId } = ours;
    found.push({ dev, inst, n, opId, by: carried.word === 'adopted' ? 'adoption' : 'refusal', leaf });
  }
  return hasChoice ? [...found, ...choicesIn(log, from)] : found;
}

function choicesIn(log: readonly Placed[], from: number): readonly SettledOperation[] {
  const commands = log.flatMap(({ op, seq }): CommandLeaf[] => {
    const header = readHeader(op);
    return header === null ? [] : [{ ...header, base: header.base ?? {}, body: op.b, seq }];
  });
  return settledCommands(commands, from).flatMap(({ command, settledBy }): SettledOperation[] => {
    const raised = log[command.seq - 1];
    const header = raised === undefined ? null : readHeader(raised.op);
    const leaf = log[settledBy - 1];
    if (header === null || leaf === undefined) return [];
    const { dev, inst, n, opId } = header;
    return [{ dev, inst, n, opId, by: 'resolution', leaf }];
  });
}
