/** From the leaves of a log of faults to what it holds: the one way in which the server, its readers and the tests read it. */
import { interventionKinds, type InterventionCommand } from '../intervention/commands.ts';
import { decideIntervention, idOfIntervention } from '../intervention/decide.ts';
import { noInterventions, type Interventions, type WorkRefusal } from '../intervention/rules.ts';
import { faultKinds, type FaultCommand } from './commands.ts';
import { decide, type FaultDecision } from './decide.ts';
import { emptyFault, evolve, type Fault, type FaultEvent } from './fault.ts';
import type { FaultMeta, FaultRefusal, Faults } from './rules.ts';

/** Grows with every change of what is decided: kept states of older rules are folded anew. */
export const faultModel = 2;

/** What a log of faults holds: the faults, and beside them the permits and devices of the same place. */
export type TechnicalLog = { readonly faults: Faults; readonly works: Interventions };
export const emptyLog: TechnicalLog = { faults: {}, works: noInterventions };

/** What stands in a leaf. */
export type FaultLeaf = FaultMeta & { readonly kind: string; readonly v: number; readonly body: string };

export type TechnicalCommand = FaultCommand | InterventionCommand;

export type FaultReading<Command = TechnicalCommand> =
  { readonly status: 'read'; readonly command: Command } | { readonly status: 'deferred' | 'unreadable' };

/** Every kind of command that such a log holds, by its type. */
export const technicalKinds = { ...faultKinds, ...interventionKinds };
const typeOfKind = new Map(
  (Object.keys(technicalKinds) as TechnicalCommand['type'][]).map((type) => [
    technicalKinds[type].kind,
    type,
  ]),
);

/** A kind that nobody here knows is deferred, like a version of the future. */
export function readFaultCommand({ kind, v, body }: Pick<FaultLeaf, 'kind' | 'v' | 'body'>): FaultReading {
  const type = typeOfKind.get(kind);
  if (type === undefined) return { status: 'deferred' };
  const reading = technicalKinds[type].read(v, body);
  if (reading.status !== 'read') return reading;
  return { status: 'read', command: { type, body: reading.event } as TechnicalCommand };
}

export function isFaultCommand(command: TechnicalCommand): command is FaultCommand {
  return command.type in faultKinds;
}

export type TechnicalDecision = Pick<FaultDecision, 'status' | 'code'> & {
  readonly refusal: FaultRefusal | WorkRefusal | null;
};

export type FoldedFaults = {
  readonly log: TechnicalLog;
  /** The fault, permit, device or find that the command speaks of; null when it cannot be read. */
  readonly id: string | null;
  /** Null for what cannot be read here: it changes nothing. */
  readonly command: TechnicalCommand | null;
  readonly decision: TechnicalDecision | null;
};

export function foldFaultLeaf(log: TechnicalLog, leaf: FaultLeaf): FoldedFaults {
  const reading = readFaultCommand(leaf);
  if (reading.status !== 'read') return { log, id: null, command: null, decision: null };
  const { command } = reading;
  return isFaultCommand(command) ? foldFault(log, command, leaf) : foldIntervention(log, command, leaf);
}

function foldFault(log: TechnicalLog, command: FaultCommand, leaf: FaultLeaf): FoldedFaults {
  const { faults, works } = log;
  const id = command.body.fault;
  const decision = decide({ faults, permits: works.permits }, command, leaf);
  const changes = Object.entries({ ...decision.children, [id]: decision.events });
  const changed = changes
    .filter(([, events]) => events.length > 0)
    .map(([one, events]) => [one, changedBy(faults[one] ?? emptyFault, events, leaf)] as const);
  return { log: { faults: { ...faults, ...Object.fromEntries(changed) }, works }, id, command, decision };
}

function foldIntervention(log: TechnicalLog, command: InterventionCommand, leaf: FaultLeaf): FoldedFaults {
  const answer = decideIntervention(log.works, command, leaf);
  const id = idOfIntervention(command);
  if (typeof answer === 'string')
    return { log, id, command, decision: { status: 'rejected', code: 'stale_state', refusal: answer } };
  const decision = { status: 'accepted', code: null, refusal: null } as const;
  return { log: { ...log, works: answer }, id, command, decision };
}

function changedBy(fault: Fault, events: readonly FaultEvent[], { seq, dev, inst, base }: FaultLeaf): Fault {
  return { ...events.reduce(evolve, fault), version: { seq, base: base['fault'] ?? 0, dev, inst } };
}
