/** From the leaves of a log of faults to the faults: the one way in which the server, its readers and the tests read it. */
import { faultKinds, type FaultCommand } from './commands.ts';
import { decide, type FaultDecision } from './decide.ts';
import { emptyFault, evolve, type Fault, type FaultEvent } from './fault.ts';
import type { FaultMeta, Faults } from './rules.ts';

/** Grows with every change of `decide` or `evolve`: kept states of older rules are folded anew. */
export const faultModel = 1;

/** What stands in a leaf. */
export type FaultLeaf = FaultMeta & { readonly kind: string; readonly v: number; readonly body: string };

export type FaultReading =
  | { readonly status: 'read'; readonly command: FaultCommand }
  | { readonly status: 'deferred' | 'unreadable' };

const typeOfKind = new Map(
  (Object.keys(faultKinds) as FaultCommand['type'][]).map((type) => [faultKinds[type].kind, type]),
);

/** A kind that nobody here knows is deferred, like a version of the future. */
export function readFaultCommand({ kind, v, body }: Pick<FaultLeaf, 'kind' | 'v' | 'body'>): FaultReading {
  const type = typeOfKind.get(kind);
  if (type === undefined) return { status: 'deferred' };
  const reading = faultKinds[type].read(v, body);
  if (reading.status !== 'read') return reading;
  return { status: 'read', command: { type, body: reading.event } as FaultCommand };
}

export type FoldedFaults = {
  readonly faults: Faults;
  /** The one that the command speaks of; null when it cannot be read. */
  readonly id: string | null;
  /** Null for what cannot be read here: it changes nothing. */
  readonly command: FaultCommand | null;
  readonly decision: FaultDecision | null;
};

export function foldFaultLeaf(faults: Faults, leaf: FaultLeaf): FoldedFaults {
  const reading = readFaultCommand(leaf);
  if (reading.status !== 'read') return { faults, id: null, command: null, decision: null };
  const { command } = reading;
  const id = command.body.fault;
  const decision = decide(faults, command, leaf);
  const changes = Object.entries({ ...decision.children, [id]: decision.events });
  const changed = changes
    .filter(([, events]) => events.length > 0)
    .map(([one, events]) => [one, changedBy(faults[one] ?? emptyFault, events, leaf)] as const);
  return { faults: { ...faults, ...Object.fromEntries(changed) }, id, command, decision };
}

function changedBy(fault: Fault, events: readonly FaultEvent[], { seq, dev, inst, base }: FaultLeaf): Fault {
  return { ...events.reduce(evolve, fault), version: { seq, base: base['fault'] ?? 0, dev, inst } };
}
