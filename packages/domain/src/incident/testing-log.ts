/** An incident's log for tests: commands of several devices, appended in the order in which they arrive. */
import { incidentKinds } from './commands.ts';
import { seenVersions, type IncidentCommand } from './decide.ts';
import type { Decision } from './decision.ts';
import { foldLeaf, type CommandLeaf, type Incidents } from './fold.ts';
import { emptyIncident, type FieldValues, type Incident } from './incident.ts';

export const sampleFields: FieldValues = {
  title: 'Tụ tập ở hành lang tầng 2',
  description: '',
  severity: 'attention',
  casualties: null,
  place: 'Hành lang tầng 2',
  cameras: ['cam-001'],
};

export const incidentId = '0190163d-8694-7394-8001-0242ac120002';

/** A command that does not say of which incident. */
export type Spoken = IncidentCommand extends infer Command
  ? Command extends { readonly type: infer Type; readonly body: infer Body }
    ? { readonly type: Type; readonly body: Omit<Body, 'incident'> }
    : never
  : never;

/** A command with what its author saw, not yet at a place in the log. */
export type Written = Omit<CommandLeaf, 'seq'>;

export class IncidentLog {
  incidents: Incidents = {};
  readonly leaves: CommandLeaf[] = [];
  readonly decisions: Decision[] = [];

  get incident(): Incident {
    return this.incidents[incidentId] ?? emptyIncident;
  }

  append(written: Written): Decision {
    const leaf = { ...written, seq: this.leaves.length + 1 };
    const { incidents, decision } = foldLeaf(this.incidents, leaf);
    if (decision === null) throw new Error('a test writes what can be read');
    this.leaves.push(leaf);
    this.decisions.push(decision);
    this.incidents = incidents;
    return decision;
  }
}

let written = 0;

/** `sees`: the incident as its author has it before him. */
export function write(device: string, command: Spoken, sees: Incident = emptyIncident): Written {
  written += 1;
  const { kind, current } = incidentKinds[command.type];
  return {
    opId: `op-${written}`,
    dev: device,
    inst: 1,
    n: written,
    actor: `person-${device}`,
    base: seenVersions(sees),
    kind,
    v: current,
    body: JSON.stringify({ incident: incidentId, ...command.body }),
  };
}

export function openedLog(device = 'a'): IncidentLog {
  const log = new IncidentLog();
  log.append(write(device, { type: 'open', body: { fields: { ...sampleFields, cameras: ['cam-001'] } } }));
  return log;
}
