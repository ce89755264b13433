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

/** What one leaf changes. */
export type FaultChange = {
  /** Faults as they are from now on: the one that the command speaks of, and those that go with it. */
  readonly faults: Faults;
  /** Null where no permit or device changes. */
  readonly works: Interventions | null;
  /** The command that was taken in out of quarantine by this leaf. */
  readonly adopts: string | null;
  /** The fault, permit, device or find that the command speaks of; null when it cannot be read. */
  readonly id: string | null;
  /** Null for what cannot be read here: it changes nothing. */
  readonly command: TechnicalCommand | null;
  readonly decision: TechnicalDecision | null;
  /** What a manager said of a command that had waited in quarantine; null for one that stands here by itself. */
  readonly carried: Carried | null;
};

export type FoldedFaults = FaultChange & { readonly log: TechnicalLog };

/** A log that is the caller's alone. */
export type OwnTechnicalLog = { faults: Record<string, Fault>; works: Interventions; adopted: string[] };

/** Leaves what it was given as it is. */
export function foldFaultLeaf(log: TechnicalLog, leaf: FaultLeaf): FoldedFaults {
  const change = changeBy(log, leaf);
  const own = { faults: { ...log.faults }, works: log.works, adopted: [...log.adopted] };
  apply(own, change);
  return { ...change, log: own };
}

/** Changes what it was given: for a whole log a copy at each leaf would be most of the work. */
export function growByFaultLeaf(log: OwnTechnicalLog, leaf: FaultLeaf): FaultChange {
  const change = changeBy(log, leaf);
  apply(log, change);
  return change;
}

function apply(log: OwnTechnicalLog, { faults, works, adopts }: FaultChange): void {
  Object.assign(log.faults, faults);
  if (works !== null) log.works = works;
  if (adopts !== null) log.adopted.push(adopts);
}

function changeBy(log: TechnicalLog, leaf: FaultLeaf): FaultChange {
  if (!isCarrier(leaf.kind)) return changeByCommand(log, leaf);
  const carried = readCarried(leaf);
  return carried === null ? unread : changeByCarried(log, carried, leaf);
}

const nothing = { faults: {}, works: null, adopts: null } as const;
const unread: FaultChange = { ...nothing, id: null, command: null, decision: null, carried: null };

/** The author's command, at the place to which it was brought: he had seen what he had seen when he wrote it. */
function changeByCarried(
  log: TechnicalLog,
  carried: Carried,
  { seq, scope, actor: manager }: FaultLeaf,
): FaultChange {
  const { opId, dev, inst, n, actor, kind, v, wall, off, base } = carried.header;
  const at = wall + (off ?? 0);
  const leaf: FaultLeaf = { opId, dev, inst, n, actor, kind, v, at, base, scope, body: carried.op.b, seq };
  const change = { ...changeByCommand(log, leaf), carried };
  const { decision } = change;
  if (decision === null) return change;
  if (carried.word === 'refused' || log.adopted.includes(opId))
    return { ...change, ...nothing, decision: { status: 'accepted', code: null, refusal: null } };
  if (decision.status === 'rejected') return change;
  // What takes two people takes two also where one of them adopts the other's (KH-09).
  const asHisOwn = changeByCommand(log, { ...leaf, actor: manager }).decision;
  if (asHisOwn?.refusal === 'own_request') return { ...change, ...nothing, decision: asHisOwn };
  return { ...change, adopts: opId };
}

function changeByCommand(log: TechnicalLog, leaf: FaultLeaf): FaultChange {
  const reading = readFaultCommand(leaf);
  if (reading.status !== 'read') return unread;
  const { command } = reading;
  return isFaultCommand(command) ? changeOfFaults(log, command, leaf) : changeOfWorks(log, command, leaf);
}

function changeOfFaults(log: TechnicalLog, command: FaultCommand, leaf: FaultLeaf): FaultChange {
  const { faults, works } = log;
  const id = command.body.fault;
  const decision = decide({ faults, permits: works.permits }, command, leaf);
  const changes = Object.entries({ ...decision.children, [id]: decision.events });
  const changed = changes
    .filter(([, events]) => events.length > 0)
    .map(([one, events]) => [one, changedBy(faults[one] ?? emptyFault, events, leaf)] as const);
  return { ...unread, faults: Object.fromEntries(changed), id, command, decision };
}

function changeOfWorks(log: TechnicalLog, command: InterventionCommand, leaf: FaultLeaf): FaultChange {
  const answer = decideIntervention(log.works, command, leaf);
  const id = idOfIntervention(command);
  if (typeof answer === 'string')
    return { ...unread, id, command, decision: { status: 'rejected', code: 'stale_state', refusal: answer } };
  const decision = { status: 'accepted', code: null, refusal: null } as const;
  return { ...unread, works: answer, id, command, decision };
}

function changedBy(
  fault: Fault,
  events: readonly FaultEvent[],
  { seq, dev, inst, n, base }: FaultLeaf,
): Fault {
  const version = { seq, base: base['fault'] ?? 0, dev, inst, n };
  return { ...events.reduce(evolve, fault), version };
}
