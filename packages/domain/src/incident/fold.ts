/** From the leaves of a facility's log to its incidents: the one way in which the server, its readers and the tests read it. */
import { isCarrier, readCarried, type Carried } from '../quarantine/carried.ts';
import { incidentKinds } from './commands.ts';
import { decide, type IncidentCommand } from './decide.ts';
import type { CaseFault } from './case-steps.ts';
import type { CommandMeta, Decision } from './decision.ts';
import { emptyIncident, evolve, type Incident } from './incident.ts';

/** Grows with every change of `decide` or `evolve`: kept states of older rules are folded anew. */
export const incidentModel = 4;

/** What stands in a leaf. */
export type CommandLeaf = CommandMeta & {
  readonly kind: string;
  readonly v: number;
  readonly body: string;
};

export type CommandReading =
  | { readonly status: 'read'; readonly command: IncidentCommand }
  | { readonly status: 'deferred' | 'unreadable' };

const typeOfKind = new Map(
  (Object.keys(incidentKinds) as IncidentCommand['type'][]).map((type) => [incidentKinds[type].kind, type]),
);

/** A kind that nobody here knows is deferred, like a version of the future. */
export function readCommand({ kind, v, body }: Pick<CommandLeaf, 'kind' | 'v' | 'body'>): CommandReading {
  const type = typeOfKind.get(kind);
  if (type === undefined) return { status: 'deferred' };
  const reading = incidentKinds[type].read(v, body);
  if (reading.status !== 'read') return reading;
  return { status: 'read', command: { type, body: reading.event } as IncidentCommand };
}

/** The incidents of one facility, by id. */
export type Incidents = Readonly<Record<string, Incident>>;

/** What one leaf changes. */
export type IncidentChange = {
  /** The incident that the command speaks of; null when it cannot be read. */
  readonly id: string | null;
  /** As it is from now on; null where nothing changes. */
  readonly incident: Incident | null;
  /** Null for what cannot be read here: it changes nothing. */
  readonly command: IncidentCommand | null;
  readonly decision: Decision | null;
  /** What a manager said of a command that had waited in quarantine; null for one that stands here by itself. */
  readonly carried: Carried | null;
};

export type Folded = IncidentChange & { readonly incidents: Incidents };

/** Leaves what it was given as it is. */
export function foldLeaf(incidents: Incidents, leaf: CommandLeaf): Folded {
  const change = changeBy(incidents, leaf);
  const { id, incident } = change;
  return {
    ...change,
    incidents: id === null || incident === null ? incidents : { ...incidents, [id]: incident },
  };
}

/** Changes what it was given, which is the caller's alone: for a whole log a copy at each leaf would be most of the work. */
export function growByLeaf(incidents: Record<string, Incident>, leaf: CommandLeaf): IncidentChange {
  const change = changeBy(incidents, leaf);
  const { id, incident } = change;
  if (id !== null && incident !== null) incidents[id] = incident;
  return change;
}

function changeBy(incidents: Incidents, leaf: CommandLeaf): IncidentChange {
  if (!isCarrier(leaf.kind)) return changeByCommand(incidents, leaf, null);
  const carried = readCarried(leaf);
  if (carried === null) return unread;
  return changeByCommand(incidents, authorsLeaf(carried, leaf), { carried, manager: leaf.actor });
}

/** The author's command, at the place to which it was brought: he had seen what he had seen when he wrote it. */
function authorsLeaf({ header, op }: Carried, { seq }: CommandLeaf): CommandLeaf {
  const { opId, dev, inst, n, actor, kind, v, base } = header;
  return { opId, dev, inst, n, actor, kind, v, base, body: op.b, seq };
}

type ManagersWord = { readonly carried: Carried; readonly manager: string };

function changeByCommand(incidents: Incidents, leaf: CommandLeaf, word: ManagersWord | null): IncidentChange {
  const reading = readCommand(leaf);
  if (reading.status !== 'read') return unread;
  const { command } = reading;
  const id = command.body.incident;
  const incident = incidents[id] ?? emptyIncident;
  const decision =
    word === null ? decide(incident, command, leaf) : decideCarried(incident, command, { leaf, ...word });
  const carried = word?.carried ?? null;
  // What a manager did not take in begins no incident.
  const next = carried?.word === 'refused' ? null : decision.events.reduce(evolve, incident);
  return { id, incident: next, command, decision, carried };
}

const unread: IncidentChange = { id: null, incident: null, command: null, decision: null, carried: null };

type Managed = ManagersWord & { readonly leaf: CommandLeaf };

/** What two people must do, or none but the system, is that also where one of them adopts the other's (GL-07, GL-18). */
const personal: ReadonlySet<CaseFault | null> = new Set([
  'same_person',
  'closer_is_recorder',
  'named_in_case',
  'not_the_system',
]);

function decideCarried(
  incident: Incident,
  command: IncidentCommand,
  { leaf, manager, carried: { word } }: Managed,
): Decision {
  const nothing: Decision = { status: 'accepted', code: null, events: [], fault: null };
  if (word === 'refused' || incident.adopted.includes(leaf.opId)) return nothing;
  const decision = decide(incident, command, leaf);
  if (decision.status === 'rejected') return decision;
  const asHisOwn = decide(incident, command, { ...leaf, actor: manager });
  if (personal.has(asHisOwn.fault)) return asHisOwn;
  return { ...decision, events: [...decision.events, { type: 'adopted', opId: leaf.opId }] };
}
