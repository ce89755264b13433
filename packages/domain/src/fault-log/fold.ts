/** From the leaves of a log of faults to what it holds: the one way in which the server, its readers and the tests read it. */
import { isCarrier, readCarried, type Carried } from '../quarantine/carried.ts';
import { interventionKinds, type InterventionCommand } from '../intervention/commands.ts';
import { decideIntervention, idOfIntervention } from '../intervention/decide.ts';
import { noInterventions, type Interventions, type WorkRefusal } from '../intervention/rules.ts';
import { faultKinds, type FaultCommand } from './commands.ts';
import { decide, type FaultDecision } from './decide.ts';
import { emptyFault, evolve, type Fault, type FaultEvent } from './fault.ts';
import type { FaultMeta, FaultRefusal, Faults } from './rules.ts';

/** Grows with every change of what is decided: kept states of older rules are folded anew. */
export const faultModel = 3;

/** What a log of faults holds: the faults, and beside them the permits and devices of the same place. */
export type TechnicalLog = {
  readonly faults: Faults;
  readonly works: Interventions;
  /** Commands that somebody took in out of quarantine: each counts once. */
  readonly adopted: readonly string[];
};
export const emptyLog: TechnicalLog = { faults: {}, works: noInterventions, adopted: [] };

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
  /** What a manager said of a command that had waited in quarantine; null for one that stands here by itself. */
  readonly carried: Carried | null;
};

export function foldFaultLeaf(log: TechnicalLog, leaf: FaultLeaf): FoldedFaults {
  if (!isCarrier(leaf.kind)) return { ...foldCommand(log, leaf), carried: null };
  const carried = readCarried(leaf);
  return carried === null ? unread(log) : foldCarried(log, carried, leaf);
}

function unread(log: TechnicalLog): FoldedFaults {
  return { log, id: null, command: null, decision: null, carried: null };
}

/** The author's command, at the place to which it was brought: he had seen what he had seen when he wrote it. */
function foldCarried(
  log: TechnicalLog,
  carried: Carried,
  { seq, scope, actor: manager }: FaultLeaf,
): FoldedFaults {
  const { opId, dev, inst, n, actor, kind, v, wall, off, base } = carried.header;
  const at = wall + (off ?? 0);
  const leaf: FaultLeaf = { opId, dev, inst, n, actor, kind, v, at, base, scope, body: carried.op.b, seq };
  const folded = { ...foldCommand(log, leaf), carried };
  const { decision } = folded;
  if (decision === null) return folded;
  if (carried.word === 'refused' || log.adopted.includes(opId))
    return { ...folded, log, decision: { status: 'accepted', code: null, refusal: null } };
  if (decision.status === 'rejected') return folded;
  // What takes two people takes two also where one of them adopts the other's (KH-09).
  const asHisOwn = foldCommand(log, { ...leaf, actor: manager }).decision;
  if (asHisOwn?.refusal === 'own_request') return { ...folded, log, decision: asHisOwn };
  return { ...folded, log: { ...folded.log, adopted: [...log.adopted, opId] } };
}

function foldCommand(log: TechnicalLog, leaf: FaultLeaf): Omit<FoldedFaults, 'carried'> {
  const reading = readFaultCommand(leaf);
  if (reading.status !== 'read') return unread(log);
  const { command } = reading;
  return isFaultCommand(command) ? foldFault(log, command, leaf) : foldIntervention(log, command, leaf);
}

function foldFault(log: TechnicalLog, command: FaultCommand, leaf: FaultLeaf): Omit<FoldedFaults, 'carried'> {
  const { faults, works } = log;
  const id = command.body.fault;
  const decision = decide({ faults, permits: works.permits }, command, leaf);
  const changes = Object.entries({ ...decision.children, [id]: decision.events });
  const changed = changes
    .filter(([, events]) => events.length > 0)
    .map(([one, events]) => [one, changedBy(faults[one] ?? emptyFault, events, leaf)] as const);
  return { log: { ...log, faults: { ...faults, ...Object.fromEntries(changed) } }, id, command, decision };
}

function foldIntervention(
  log: TechnicalLog,
  command: InterventionCommand,
  leaf: FaultLeaf,
): Omit<FoldedFaults, 'carried'> {
  const answer = decideIntervention(log.works, command, leaf);
  const id = idOfIntervention(command);
  if (typeof answer === 'string')
    return { log, id, command, decision: { status: 'rejected', code: 'stale_state', refusal: answer } };
  const decision = { status: 'accepted', code: null, refusal: null } as const;
  return { log: { ...log, works: answer }, id, command, decision };
}

function changedBy(
  fault: Fault,
  events: readonly FaultEvent[],
  { seq, dev, inst, n, base }: FaultLeaf,
): Fault {
  const version = { seq, base: base['fault'] ?? 0, dev, inst, n };
  return { ...events.reduce(evolve, fault), version };
}
