/** From the leaves of a facility's log to its incidents: the one way in which the server, its readers and the tests read it. */
import { incidentKinds } from './commands.ts';
import { decide, type IncidentCommand } from './decide.ts';
import type { CommandMeta, Decision } from './decision.ts';
import { emptyIncident, evolve, type Incident } from './incident.ts';

/** Grows with every change of `decide` or `evolve`: kept states of older rules are folded anew. */
export const incidentModel = 3;

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

export type Folded = {
  readonly incidents: Incidents;
  /** The one that the command speaks of; null when it cannot be read. */
  readonly id: string | null;
  /** Null for what cannot be read here: it changes nothing. */
  readonly command: IncidentCommand | null;
  readonly decision: Decision | null;
};

export function foldLeaf(incidents: Incidents, leaf: CommandLeaf): Folded {
  const reading = readCommand(leaf);
  if (reading.status !== 'read') return { incidents, id: null, command: null, decision: null };
  const { command } = reading;
  const id = command.body.incident;
  const incident = incidents[id] ?? emptyIncident;
  const decision = decide(incident, command, leaf);
  const next = { ...incidents, [id]: decision.events.reduce(evolve, incident) };
  return { incidents: next, id, command, decision };
}
